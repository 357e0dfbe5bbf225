// Notes what a REGISTER asks for, and begins the observation of the exchange.

import { formatAddressPort } from '../../base/ip-address.ts';
import { isBehindNat, nameNatTests } from '../../nat/nat-tests.ts';
import { headerName } from '../../sip/header-name.ts';
import { unfold } from '../../sip/header-values.ts';
import type { PhoneRequest } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import type { MappedContact, RegisterAttempt } from '../register-attempt.ts';

export function rememberAttempt(
  request: PhoneRequest,
  parts: ProxyParts,
  kind: RegisterAttempt['kind'],
  contacts: readonly MappedContact[],
): Outcome {
  const { phone, phoneVia: via, socket, receivedAt } = request;
  request.attempt = {
    flow: request.flow,
    address: phone.address,
    behindNat: phone === request.source && isBehindNat(request.natTests),
    kind,
    contacts,
    observation: {
      time: receivedAt,
      producer: 'proxy',
      side: 'device',
      source: formatAddressPort(phone.address, phone.port),
      localSocket: socket.name,
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
      contact: formatContacts(contacts),
      userAgent: request.view.firstValue(headerName.userAgent) ?? '',
      natTests: nameNatTests(request.natTests),
      size: request.text.length,
      retransmissions: parts.attempts.countRetransmissions(request.id, receivedAt),
      binding: undefined,
      credentials: request.credentials,
    },
    sent: undefined,
  };
  return undefined;
}

function formatContacts(contacts: readonly MappedContact[]): string {
  return contacts.length === 1
    ? (contacts[0] as MappedContact).text
    : contacts.map(({ text }) => text).join(', ');
}
