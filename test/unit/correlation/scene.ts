// A correlator with one Asterisk and the usual phone, and what wire and Asterisk tell it: all that a
// test does not name has a usual value.

import type {
  AuthenticationEvent,
  ContactEvent,
  ContactState,
  EndpointState,
  PeerEvent,
} from '../../../src/asterisk/asterisk-event.ts';
import { Correlator } from '../../../src/correlation/correlator.ts';
import type { DeviceRecord, RecordChange } from '../../../src/correlation/device-record.ts';
import type { ProxyNotice } from '../../../src/observation/proxy-notice.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { DEVICE_TOKEN, makeRegister, START_MS } from '../../support/make-register.ts';

export { makeRegister, START_MS };
export const token = DEVICE_TOKEN;
export const contactUri = `sip:4001@198.51.100.10:5062;fe=${token}`;
const asterisk = 'main';

export function makeEndpoint(changes: Partial<EndpointState> = {}): EndpointState {
  const name = changes.name ?? '4001';
  return {
    name,
    driver: 'chan_pjsip',
    aors: [name],
    forceRport: true,
    rewriteContact: false,
    rtpSymmetric: false,
    directMedia: false,
    autoNat: [],
    aorStates: [],
    qualifyFrequency: undefined,
    hasAuth: true,
    insecure: '',
    host: '',
    isTrunk: false,
    ...changes,
  };
}

export function makeContact(changes: Partial<ContactState> = {}): ContactState {
  return {
    aor: '4001',
    endpoint: '4001',
    uri: contactUri,
    callId: 'call-1',
    userAgent: 'Phone 1.0',
    viaAddress: '192.168.1.50:5060',
    status: 'reachable',
    roundTripUs: 12_000,
    expiresAt: 0,
    ...changes,
  };
}

/** A phone without NAT, at a public address that it knows. */
export const plain: Partial<SipObservation> = {
  source: '198.51.100.77:5060',
  topVia: 'SIP/2.0/UDP 198.51.100.77:5060;branch=z9hG4bK1',
  contact: '<sip:4001@198.51.100.77:5060>',
  natTests: [],
};

export class Scene {
  correlator: Correlator;
  readonly changes: RecordChange[] = [];
  now = START_MS;
  protected cSeq = 0;

  constructor(asterisks: readonly string[] = [asterisk], hearsWire = false) {
    this.correlator = new Correlator({
      asterisks,
      hearsWire: () => hearsWire,
      sites: [{ name: 'Leeds', networks: ['203.0.113.0/24'] }],
    });
  }

  /** AMI is up, and these are the endpoints. */
  connect(
    endpoints: readonly EndpointState[] | null = [makeEndpoint()],
    contacts: readonly ContactState[] | null = [],
    name = asterisk,
  ): this {
    this.take(
      this.correlator.applyAsterisk({
        kind: 'connection',
        asterisk: name,
        time: this.now,
        isUp: true,
        reason: '',
      }),
    );
    return this.snapshot(endpoints, contacts, name);
  }

  /** @param endpoints null: not listed this time; the same with contacts */
  snapshot(
    endpoints: readonly EndpointState[] | null = [makeEndpoint()],
    contacts: readonly ContactState[] | null = [],
    name = asterisk,
  ): this {
    return this.take(
      this.correlator.applyAsterisk({
        kind: 'snapshot',
        asterisk: name,
        time: this.now,
        endpoints: endpoints ?? undefined,
        contacts: contacts ?? undefined,
      }),
    );
  }

  disconnect(reason = 'the connection was refused', name = asterisk): this {
    return this.take(
      this.correlator.applyAsterisk({
        kind: 'connection',
        asterisk: name,
        time: this.now,
        isUp: false,
        reason,
      }),
    );
  }

  /** A REGISTER and its answer. */
  observe(changes: Partial<SipObservation> = {}): this {
    this.cSeq += 1;
    return this.take(
      this.correlator.applyObservation(
        makeRegister({ time: this.now, cSeq: this.cSeq, ...changes }),
      ),
    );
  }

  /** The REGISTER without credentials that it begins with. */
  challenge(changes: Partial<SipObservation> = {}): this {
    return this.observe({
      statusCode: 401,
      credentials: 'none',
      username: undefined,
      nonce: undefined,
      binding: undefined,
      expires: undefined,
      ...changes,
    });
  }

  /** With credentials, and no success. */
  refuse(statusCode: number, changes: Partial<SipObservation> = {}): this {
    return this.observe({ statusCode, binding: undefined, expires: undefined, ...changes });
  }

  contact(status: ContactEvent['status'], changes: Partial<ContactEvent> = {}): this {
    return this.take(
      this.correlator.applyAsterisk({
        kind: 'contact',
        asterisk,
        time: this.now,
        endpoint: '4001',
        aor: '4001',
        uri: contactUri,
        status,
        roundTripUs: status === 'reachable' ? 12_000 : undefined,
        ...changes,
      }),
    );
  }

  say(outcome: AuthenticationEvent['outcome'], changes: Partial<AuthenticationEvent> = {}): this {
    return this.take(
      this.correlator.applyAsterisk({
        kind: 'authentication',
        asterisk,
        time: this.now,
        driver: 'chan_pjsip',
        outcome,
        account: '4001',
        callId: 'call-1',
        nonce: undefined,
        responseTag: undefined,
        reason: '',
        ...changes,
      }),
    );
  }

  peer(status: PeerEvent['status'], changes: Partial<PeerEvent> = {}): this {
    return this.take(
      this.correlator.applyAsterisk({
        kind: 'peer',
        asterisk,
        time: this.now,
        endpoint: '4001',
        driver: 'chan_sip',
        status,
        cause: '',
        address: undefined,
        ...changes,
      }),
    );
  }

  notice(kind: ProxyNotice['kind'], changes: Partial<ProxyNotice> = {}): this {
    return this.take(
      this.correlator.applyNotice({
        kind,
        time: this.now,
        source: '203.0.113.5',
        count: 1,
        ...changes,
      }),
    );
  }

  forget(endpoint: string): this {
    return this.take(this.correlator.forget(endpoint));
  }

  /** farend ends. */
  release(): this {
    return this.take(this.correlator.release(this.now));
  }

  /** Time passes, and the clock ticks at its end. */
  pass(seconds: number): this {
    this.now += seconds * 1_000;
    return this.take(this.correlator.tick(this.now));
  }

  times(count: number, act: (scene: this) => unknown): this {
    for (let time = 0; time < count; time += 1) act(this);
    return this;
  }

  get records(): readonly DeviceRecord[] {
    return this.correlator.find('*');
  }

  /** The only one there is. */
  get record(): DeviceRecord {
    const { records } = this;
    if (records.length !== 1) throw new Error(`${records.length} records`);
    return records[0] as DeviceRecord;
  }

  /** Kinds in the history of everything, in order. */
  get history(): string[] {
    return this.changes.flatMap(({ history }) => history.map(({ kind }) => kind));
  }

  protected take(changes: readonly RecordChange[]): this {
    this.changes.push(...changes);
    return this;
  }
}
