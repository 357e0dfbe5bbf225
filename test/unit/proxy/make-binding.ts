// Bindings, REGISTER attempts and sockets for tests: all that a test does not name has a usual value.

import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import type { Binding } from '../../../src/proxy/binding.ts';
import type { Flow } from '../../../src/proxy/flow.ts';
import type { SocketAddress } from '../../../src/proxy/proxy-options.ts';
import type { MappedContact, RegisterAttempt } from '../../../src/proxy/register-attempt.ts';
import { UdpSocket } from '../../../src/proxy/udp-socket.ts';
import { createTemplate, parseContact } from '../../../src/sip/contact.ts';
import { makeRegister, START_MS } from '../../support/make-register.ts';
import { expectParsed } from '../sip/sip-fixtures.ts';

export const now = START_MS;
export const aor = '4001@pbx.example.com';

/** A way back to 203.0.113.5, or to another address. */
export function makeFlow(address = '203.0.113.5', port = 40112): Flow {
  return { local: '198.51.100.10:5060', remote: { address, port } };
}

export function makeBinding(changes: Partial<Binding> = {}): Binding {
  const flow = changes.flow ?? makeFlow();
  return {
    token: '00112233aabbccdd',
    aor,
    contactUri: 'sip:4001@192.168.1.50:5060',
    instanceId: undefined,
    callId: 'call-1',
    userAgent: 'Phone 1.0',
    username: '',
    flow,
    address: flow.remote.address,
    provenAt: now - 60_000,
    expiresAt: now + 300_000,
    behindNat: true,
    lastMapping: undefined,
    heardAt: undefined,
    isWatched: false,
    reach: 0,
    ...changes,
  };
}

/** One Contact value of a REGISTER, mapped to a token. */
export function makeMapped(
  token: string,
  text = '<sip:4001@192.168.1.50:5060>',
  isUnregister = false,
): MappedContact {
  const contact = expectParsed(parseContact(text));
  return {
    text,
    uri: contact.nameAddr.uri,
    instanceId: contact.instanceId,
    claimed:
      contact.uri.kind === 'sip' ? { host: contact.uri.host, port: contact.uri.port } : undefined,
    ...createTemplate(contact),
    token,
    asteriskContact: `<sip:4001@198.51.100.10:5062;fe=${token}>`,
    isUnregister,
  };
}

export function makeAttempt(
  changes: Partial<Omit<RegisterAttempt, 'observation'>> = {},
  seen: Partial<SipObservation> = {},
): RegisterAttempt {
  const flow = changes.flow ?? makeFlow();
  const usual = {
    flow,
    address: flow.remote.address,
    behindNat: true,
    kind: 'contacts' as const,
    contacts: [makeMapped('00112233aabbccdd')],
    sent: undefined,
    key: 0,
  };
  return { ...usual, ...changes, observation: makeObservation(seen) };
}

/** Of a phone that asks for no rport, as it stands before the answer has told what it led to. */
export function makeObservation(changes: Partial<SipObservation> = {}): SipObservation {
  return makeRegister({
    rportOffered: false,
    natTests: ['private-via'],
    expires: undefined,
    binding: undefined,
    ...changes,
  });
}

export interface SentDatagram {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** A socket that opens nothing and writes down what it is to send. */
export class RecordedSocket extends UdpSocket {
  private readonly sent: SentDatagram[];

  constructor(address: SocketAddress, sent: SentDatagram[] = []) {
    super(address, { onDatagram: () => undefined, onSendError: () => undefined });
    this.sent = sent;
  }

  override open(): Promise<void> {
    return Promise.resolve();
  }

  override send(text: string, { address, port }: SocketAddress): void {
    this.sent.push({ from: this.name, to: `${address}:${port}`, text });
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}
