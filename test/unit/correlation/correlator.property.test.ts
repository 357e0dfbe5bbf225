// Whatever wire and Asterisk tell, in whatever order: records stay sound and few, and hold no secret.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AsteriskEvent } from '../../../src/asterisk/asterisk-event.ts';
import { Correlator } from '../../../src/correlation/correlator.ts';
import type { DeviceRecord, RecordChange } from '../../../src/correlation/device-record.ts';
import { noticeKinds, type ProxyNotice } from '../../../src/observation/proxy-notice.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { makeContact, makeEndpoint, makeRegister, START_MS } from './scene.ts';

const NONCE = 'f3c1e5a9-nonce';

type Event =
  | { readonly kind: 'observation'; readonly observation: SipObservation }
  | { readonly kind: 'notice'; readonly notice: ProxyNotice }
  | { readonly kind: 'asterisk'; readonly event: AsteriskEvent }
  | { readonly kind: 'tick'; readonly now: number }
  | { readonly kind: 'forget'; readonly endpoint: string }
  | { readonly kind: 'restart' };

const user = fc.constantFrom('4001', '4002', '4003', 'mallory', '');
const time = fc.integer({ min: 0, max: 2_000_000 }).map((ms) => START_MS + ms);
const token = fc.constantFrom('0'.repeat(16), '1'.repeat(16), '2'.repeat(16), undefined);
const callId = fc.constantFrom('call-1', 'call-2', 'call-3', 'call-4@192.168.1.50', '');
const address = fc.constantFrom(
  '203.0.113.5:1',
  '203.0.113.5:2',
  '192.0.2.9:5060',
  '[2001:db8::1]:5',
  '',
);
const asterisk = fc.constantFrom('one', 'two', 'three');
const contact = fc.constantFrom(
  '<sip:4001@192.168.1.50:5060>',
  '<sip:4001@192.168.1.50:5060>;expires=0',
  '*',
  '',
  'x',
);
const uri = fc.constantFrom(
  `sip:4001@198.51.100.10:5062;fe=${'0'.repeat(16)}`,
  `sip:4002@198.51.100.10:5062;fe=${'1'.repeat(16)}`,
  'sip:4001@192.168.1.50:5060',
  'sip:4001@203.0.113.5:1;x-ast-orig-host=192.168.1.50:5060',
  'tel:1',
  '',
);

const observation = fc
  .record({
    time,
    producer: fc.constantFrom('proxy', 'hep', 'capture'),
    side: fc.constantFrom('device', 'device', 'device', 'asterisk'),
    method: fc.constantFrom('REGISTER', 'REGISTER', 'REGISTER', 'INVITE'),
    source: address,
    callId,
    cSeq: fc.integer({ min: 1, max: 4 }),
    aor: user.map((name) => (name === '' ? 'pbx.example.com' : `${name}@pbx.example.com`)),
    statusCode: fc.constantFrom(0, 200, 200, 401, 401, 403, 404, 407, 503),
    credentials: fc.constantFrom('none', 'passed', 'replayed', 'unknown-nonce'),
    binding: fc.constantFrom('created', 'moved', 'refreshed', 'removed', undefined),
    nonce: fc.constantFrom(NONCE, undefined),
    device: token,
    contact,
    expires: fc.constantFrom(60, 300, 0, undefined),
    isExempt: fc.boolean(),
    rportOffered: fc.boolean(),
  } as const)
  .map((seen): Event => ({ kind: 'observation', observation: makeRegister(seen) }));

const endpoints = fc.subarray([
  makeEndpoint(),
  makeEndpoint({ name: '4002', driver: 'chan_sip' }),
  makeEndpoint({ name: 'alice', aors: ['4003'] }),
  makeEndpoint({ name: 'provider', isTrunk: true }),
]);

const said: fc.Arbitrary<AsteriskEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('connection' as const),
    asterisk,
    time,
    isUp: fc.boolean(),
    reason: fc.constantFrom('', 'refused'),
  }),
  fc.record({
    kind: fc.constant('contact' as const),
    asterisk,
    time,
    endpoint: user,
    aor: user,
    uri,
    status: fc.constantFrom('created', 'reachable', 'unreachable', 'unqualified', 'removed'),
    roundTripUs: fc.constantFrom(12_000, undefined),
  }),
  fc.record({
    kind: fc.constant('authentication' as const),
    asterisk,
    time,
    driver: fc.constantFrom('chan_pjsip', 'chan_sip'),
    outcome: fc.constantFrom('challenged', 'succeeded', 'failed', 'unknown-account', 'acl-refused'),
    account: user,
    callId: fc.option(callId, { nil: undefined }),
    nonce: fc.constantFrom(NONCE, undefined),
    responseTag: fc.constant(undefined),
    reason: fc.constant(''),
  }),
  fc.record({
    kind: fc.constant('peer' as const),
    asterisk,
    time,
    endpoint: user,
    driver: fc.constantFrom('chan_pjsip', 'chan_sip'),
    status: fc.constantFrom('registered', 'unregistered', 'reachable', 'unreachable', 'rejected'),
    cause: fc.constant(''),
    address: fc.constant(undefined),
  }),
  fc.record({
    kind: fc.constant('snapshot' as const),
    asterisk,
    time,
    endpoints,
    contacts: fc.array(
      fc
        .record({ aor: user, uri, callId, expiresAt: fc.oneof(time, fc.constant(0)) })
        .map(makeContact),
      { maxLength: 3 },
    ),
  }),
);

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 5, arbitrary: observation },
  { weight: 4, arbitrary: said.map((what): Event => ({ kind: 'asterisk', event: what })) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        kind: fc.constantFrom(...(Object.keys(noticeKinds) as ProxyNotice['kind'][])),
        time,
        source: fc.constantFrom('203.0.113.5', '192.0.2.9'),
        count: fc.constant(1),
        detail: user.map((name) => `${name}@pbx.example.com`),
      })
      .map((notice): Event => ({ kind: 'notice', notice })),
  },
  { weight: 2, arbitrary: time.map((now): Event => ({ kind: 'tick', now })) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      user.map((endpoint): Event => ({ kind: 'forget', endpoint })),
      fc.constant<Event>({ kind: 'restart' }),
    ),
  },
);

const options = { asterisks: ['one', 'two'], sites: [] };

function apply(correlator: Correlator, what: Event): readonly RecordChange[] {
  switch (what.kind) {
    case 'observation':
      return correlator.applyObservation(what.observation);
    case 'notice':
      return correlator.applyNotice(what.notice);
    case 'asterisk':
      return correlator.applyAsterisk(what.event);
    case 'tick':
      return correlator.tick(what.now);
    case 'forget':
      return correlator.forget(what.endpoint);
    case 'restart':
      return [];
  }
}

/** What somebody has who is told of changes only. */
function follow(told: Map<string, DeviceRecord>, changes: readonly RecordChange[]): void {
  for (const { record, before, isRemoved, history } of changes) {
    const known = told.get(record.id);
    if (known !== undefined)
      expect(before).toEqual({ verdict: known.verdict.value, nat: known.nat.value });
    for (const { recordId } of history) expect(recordId).toBe(record.id);
    if (isRemoved) told.delete(record.id);
    else told.set(record.id, record);
  }
}

function expectSound(record: DeviceRecord): void {
  const { verdict, brokenLeg, flows, isRegistered, expiresAt, wire } = record;
  expect(verdict.evidence.length).toBeGreaterThan(0);
  if (verdict.value === 'failing') expect(brokenLeg.value).not.toBe('none');
  if (verdict.value === 'ok' || verdict.value === 'ok-through-farend') {
    expect(isRegistered).toBe(true);
    expect(brokenLeg.value).toBe('none');
  }
  if (!isRegistered) expect(expiresAt).toBe(0);
  if (record.producer !== 'asterisk') expect(wire).toBeDefined();
  expect(flows.length).toBeLessThanOrEqual(10);
}

it('any order of events leaves sound records, of which every change was told', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 20, maxLength: 120 }), (events) => {
      let correlator = new Correlator(options);
      const told = new Map<string, DeviceRecord>();
      for (const what of events) {
        if (what.kind === 'restart') {
          correlator = new Correlator(options);
          follow(told, correlator.restore(structuredClone([...told.values()]), START_MS));
        }
        follow(told, apply(correlator, what));
        const records = [...correlator.devices()];
        for (const record of records) expectSound(record);
        expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
        expect(correlator.size + correlator.strangers).toBe(records.length);
        expect(new Map(records.map((record) => [record.id, record]))).toEqual(told);
      }
      expect(JSON.stringify([...told.values()])).not.toContain(NONCE);
      expect(told.size).toBeLessThan(100);
    }),
    { numRuns: 150 },
  );
});
