// The observation of a REGISTER as far as the request tells it; what the answer tells comes later.

import { formatAddressPort } from '../base/ip-address.ts';
import { nameNatTests } from '../nat/nat-tests.ts';
import { headerName } from '../sip/header-name.ts';
import { unfold } from '../sip/header-values.ts';
import type { PhoneRequest } from './message.ts';
import type { ProxyParts } from './proxy-parts.ts';
import type { MappedContact, UnfinishedObservation } from './register-attempt.ts';

/** @param contacts as they were mapped to devices; none where they were not */
export function describeRegistration(
  request: PhoneRequest,
  parts: ProxyParts,
  contacts: readonly MappedContact[],
): UnfinishedObservation {
  const { phone, phoneVia: via, receivedAt, digestResponse } = request;
  return {
    time: receivedAt,
    producer: 'proxy',
    side: 'device',
    source: formatAddressPort(phone.address, phone.port),
    localSocket: request.socket.name,
    transport: 'udp',
    method: 'REGISTER',
    statusCode: 0,
    callId: request.callId,
    cSeq: request.mandatory.cSeq.sequence,
    aor: request.aor,
    username: request.username,
    nonce: request.nonce,
    topVia: unfold(request.text.slice(via.start, via.end)),
    rportOffered: request.rportOffered,
    isExempt: request.isExempt,
    contact: formatContacts(contacts),
    userAgent: request.view.firstValue(headerName.userAgent) ?? '',
    natTests: nameNatTests(request.natTests),
    size: request.text.length,
    retransmissions: parts.attempts.countRetransmissions(request.id, receivedAt),
    device: findActive(contacts)?.token,
    expires: undefined,
    binding: undefined,
    credentials: request.credentials,
    digest: request.digest,
    responseTag: digestResponse && parts.responseTags.hex(digestResponse),
    answer: undefined,
  };
}

function formatContacts(contacts: readonly MappedContact[]): string {
  return contacts.length === 1
    ? (contacts[0] as MappedContact).text
    : contacts.map(({ text }) => text).join(', ');
}

/** pjsua names its new and its old Contact at once: the one that stays says which device it is. */
function findActive(contacts: readonly MappedContact[]): MappedContact | undefined {
  return contacts.length > 1
    ? (contacts.find(({ isUnregister }) => !isUnregister) ?? contacts[0])
    : contacts[0];
}
