// The observation of a captured REGISTER as far as the request tells it.

import { formatAddressPort, parseIpAddress } from '../base/ip-address.ts';
import { nameNatTests, testContact, testVia } from '../nat/nat-tests.ts';
import type { NetworkSet } from '../nat/networks.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { readAddressOfRecord } from '../sip/address-of-record.ts';
import { readCredentials } from '../sip/digest.ts';
import { headerName } from '../sip/header-name.ts';
import { unfold } from '../sip/header-values.ts';
import { viewNameAddr } from '../sip/name-addr.ts';
import { ParseFailure } from '../sip/parse-failure.ts';
import { offersRport } from '../sip/via.ts';
import type { AskedContacts } from './asked-contacts.ts';
import type { CapturedAddress, CapturedMessage } from './captured-message.ts';
import type { CapturedRegister } from './captured-register.ts';

export interface CaptureNetworks {
  /** Directly reachable: private addresses there prove no NAT. */
  readonly localNetworks: NetworkSet;
  /** Proxies whose Vias say where the phone is, when only what they relay is seen. */
  readonly trustedProxies: NetworkSet;
}

/** Undefined when its To is no SIP URI: it is about nobody. */
export function describeRegister(
  { time, source, destination, bytes }: CapturedMessage,
  register: CapturedRegister,
  asked: AskedContacts,
  producer: SipObservation['producer'],
  networks: CaptureNetworks,
): SipObservation | undefined {
  const { view, mandatory, phoneVia: via, callId } = register;
  const aor = readAor(register);
  if (aor === undefined) return undefined;
  const phone = findPhone(source, register, networks);
  const rportOffered = offersRport(via);
  return {
    time,
    producer,
    side: 'device',
    source: formatAddressPort(phone.address, phone.port),
    localSocket: formatAddressPort(destination.address, destination.port),
    transport: 'udp',
    method: 'REGISTER',
    statusCode: 0,
    callId,
    cSeq: mandatory.cSeq.sequence,
    aor,
    ...readAuthorization(register),
    topVia: unfold(view.text.slice(via.start, via.end)),
    rportOffered,
    isExempt: false,
    contact: asked.text,
    userAgent: view.firstValue(headerName.userAgent) ?? '',
    natTests: nameNatTests(
      testVia(via.sentBy, rportOffered, phone, networks.localNetworks) |
        testContacts(asked, phone, networks.localNetworks),
    ),
    size: bytes.length,
    retransmissions: 0,
    device: undefined,
    expires: undefined,
    binding: undefined,
    responseTag: undefined,
    answer: undefined,
  };
}

function readAor({ view, mandatory }: CapturedRegister): string | undefined {
  const { toLine } = mandatory.lines;
  const to = viewNameAddr(view.text, view.valueStart(toLine), view.lineEnd(toLine));
  return to instanceof ParseFailure
    ? undefined
    : readAddressOfRecord(view.text, to.uriStart, to.uriEnd);
}

/** Nothing guards these credentials: whatever came went to Asterisk. */
function readAuthorization({
  view,
}: CapturedRegister): Pick<SipObservation, 'username' | 'nonce' | 'digest' | 'credentials'> {
  const unknown = { username: undefined, nonce: undefined, digest: undefined };
  const line = view.find(headerName.authorization);
  if (line < 0) return { ...unknown, credentials: 'none' };
  const credentials = readCredentials(view.text, view.valueStart(line), view.valueEnd(line));
  if (credentials === 'malformed') return { ...unknown, credentials: 'passed' };
  const { username, nonce, realm, algorithm } = credentials;
  return { username, nonce, digest: { realm, algorithm }, credentials: 'passed' };
}

/** Where the packet came from, or where the proxy that sent it says that its own came from. */
function findPhone(
  source: CapturedAddress,
  { view, phoneVia: via, viaCount }: CapturedRegister,
  { trustedProxies }: CaptureNetworks,
): CapturedAddress {
  if (viaCount === 1 || !trustedProxies.has(source.address)) return source;
  const { received, rport, sentBy } = via;
  const text =
    received.valueStart < 0 ? sentBy.host : view.text.slice(received.valueStart, received.end);
  const port = Number(view.text.slice(rport.valueStart, rport.end));
  return { address: parseIpAddress(text) ?? text, port: port > 0 ? port : sentBy.port || 5060 };
}

function testContacts(
  { contacts }: AskedContacts,
  phone: CapturedAddress,
  localNetworks: NetworkSet,
): number {
  return contacts.reduce(
    (bits, { uri }) =>
      uri.kind === 'opaque' ? bits : bits | testContact(uri, phone, localNetworks),
    0,
  );
}
