import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../../../src/asterisk/asterisk-event.ts';
import { judgePolicy } from '../../../src/policy/judge-policy.ts';
import { makePlan, type PlanFacts } from '../../../src/policy/make-plan.ts';
import {
  hasDrift,
  type ObjectName,
  type OwnSection,
  stores,
  writerKinds,
} from '../../../src/policy/policy-plan.ts';
import type { EndpointPattern } from '../../../src/policy/wanted-settings.ts';
import { applyToFacts } from './apply-to-facts.ts';
import { makeFacts, makePeer, makePjsip } from './plan-scene.ts';

const names = ['4001', '4002', '41', '5001', 'trunk-1', 'Trunk-1', 'odd]'];
const name = fc.constantFrom(...names);
const flag = fc.constantFrom(true, false, undefined);
const seconds = fc.constantFrom(0, 30, 60, undefined);

const settings = fc.record({
  forceRport: flag,
  rtpSymmetric: flag,
  rewriteContact: flag,
  directMedia: flag,
  isTrunk: fc.boolean(),
});

const pjsip = fc
  .record({
    name,
    settings,
    aors: fc.uniqueArray(fc.constantFrom('4001', '4002', 'shared')),
    maxContacts: fc.constantFrom(1, 2, undefined),
    qualifyFrequency: seconds,
  })
  .map(({ aors, maxContacts, qualifyFrequency, ...one }) =>
    makePjsip({
      name: one.name,
      ...one.settings,
      aors,
      aorStates: aors.map((aor) => ({ name: aor, maxContacts, qualifyFrequency })),
    }),
  );

const peer = fc
  .record({
    name,
    settings,
    autoNat: fc.subarray(['force_rport', 'comedia'] as const),
    qualifyFrequency: seconds,
  })
  .map(({ settings: own, ...one }) => makePeer({ ...own, ...one, rewriteContact: undefined }));

/** One Asterisk has an AOR once: what the first endpoint tells of it, all tell. */
const endpoints = fc
  .uniqueArray(fc.oneof(pjsip, peer), {
    selector: (endpoint) => `${endpoint.driver} ${endpoint.name}`,
    maxLength: 8,
  })
  .map((list) => {
    const aors = new Map(
      list.flatMap(({ aorStates = [] }) => aorStates).map((aor) => [aor.name, aor]),
    );
    return list.map((endpoint) => ({
      ...endpoint,
      aorStates: endpoint.aorStates?.map((aor) => aors.get(aor.name) ?? aor),
    }));
  });

const pattern: fc.Arbitrary<EndpointPattern> = fc.record(
  {
    match: fc.constantFrom('*', '4*', '*1', '400*', 'trunk-*', ...names),
    nat: fc.constantFrom(
      'yes',
      'no',
      'force_rport',
      'comedia',
      'auto',
      'keep',
      'force_rport,comedia',
      'auto_force_rport,comedia',
    ),
    directMedia: fc.boolean(),
    rewriteContact: fc.boolean(),
    maxContacts: fc.constantFrom(1, 2),
    qualifyMs: fc.constantFrom(0, 60_000),
    writer: fc.constantFrom(...writerKinds),
  },
  { requiredKeys: ['match', 'nat'] },
);
const patterns = fc.array(pattern, { maxLength: 4 });

const objects = fc.oneof(
  fc.record({
    store: fc.constantFrom('pjsip.conf', 'pjsip_wizard.conf'),
    kind: fc.constantFrom('endpoint', 'aor'),
    object: fc.constantFrom(...names, 'gone', 'shared'),
  }),
  fc.record({
    store: fc.constant('sip.conf'),
    kind: fc.constant('peer'),
    object: fc.constantFrom(...names, 'gone'),
  }),
  fc.constant({ store: 'sip.conf', kind: 'general', object: 'general' } as const),
);

const ownSection: fc.Arbitrary<OwnSection> = fc
  .tuple(
    objects,
    fc.constantFrom<OwnSection['settings']>(
      [['force_rport', 'yes']],
      [['nat', 'no']],
      [['max_contacts', '2']],
    ),
  )
  .map(([object, settings]) => ({ ...object, settings }));

const facts: fc.Arbitrary<PlanFacts> = fc
  .record({
    endpoints,
    ownSections: fc.array(ownSection, { maxLength: 4 }),
    behindNat: fc.func(flag),
    pjsipStore: fc.func(
      fc.constantFrom(...stores.filter((store) => store !== 'sip.conf'), undefined),
    ),
    generalNat: fc.option(
      fc.record({
        value: fc.constantFrom('no', 'force_rport,comedia', 'auto_force_rport'),
        inheritedBy: fc.subarray(names),
      }),
      { nil: undefined },
    ),
  })
  .map(({ behindNat, pjsipStore, ...known }) =>
    makeFacts(known.endpoints, {
      ...known,
      isBehindNat: (endpoint) => behindNat(endpoint),
      storeOf: ({ kind, object }: ObjectName) =>
        kind === 'peer' || kind === 'general' ? 'sip.conf' : pjsipStore(object),
    }),
  );

function check(property: (patterns: EndpointPattern[], facts: PlanFacts) => void): void {
  fc.assert(fc.property(patterns, facts, property), { numRuns: 500 });
}

describe('any plan', () => {
  it('changes nothing of what is compliant, unmanaged or unknown', () => {
    check((policy, known) => {
      const { changes } = makePlan(policy, known);

      const drifted = known.endpoints
        .filter((one) => judgePolicy(policy, one, known.isBehindNat(one.name)).state === 'drift')
        .map((one) => one.name);
      for (const { endpoint } of changes) expect(['', ...drifted]).toContain(endpoint);
    });
  });

  it('leaves no drift when it was carried out', () => {
    check((policy, known) => {
      const once = applyToFacts(known, makePlan(policy, known));
      // UpdateConfig waits until sections of farend have gone: the second plan has its changes.
      const waits = policy.some(({ writer }) => writer === 'update-config');
      const now = waits ? applyToFacts(once, makePlan(policy, once)) : once;

      const last = makePlan(policy, now);

      expect({ changes: last.changes, removals: last.removals }).toEqual({
        changes: [],
        removals: [],
      });
      expect(hasDrift(last)).toBe(false);
    });
  });

  it('does not depend on the order in which Asterisk lists endpoints', () => {
    check((policy, known) => {
      const turned = { ...known, endpoints: known.endpoints.toReversed() };

      expect(makePlan(policy, turned)).toEqual(makePlan(policy, known));
    });
  });

  it('touches a trunk only where an entry has its exact name', () => {
    check((policy, known) => {
      const wild = policy.filter(({ match }) => match.includes('*'));
      const trunks = known.endpoints.filter(({ isTrunk }) => isTrunk);

      const plan = makePlan(wild, { ...known, endpoints: trunks, ownSections: [] });

      expect([plan.changes, plan.sections]).toEqual([[], []]);
    });
  });

  it('has no change and no new section of what no entry matches', () => {
    check((policy, known) => {
      const plan = makePlan(policy, { ...known, ownSections: [] });

      const managed = known.endpoints.filter(
        (one) => judgePolicy(policy, one, known.isBehindNat(one.name)).state !== 'unmanaged',
      );
      const objects = new Set(['general', ...managed.flatMap(listObjects)]);
      for (const { object } of [...plan.changes, ...plan.sections])
        expect(objects).toContain(object);
    });
  });

  it('has each section once, and none of what Asterisk does not have', () => {
    check((policy, known) => {
      const { sections } = makePlan(policy, known);

      const keys = sections.map(({ store, kind, object }) => `${store} ${kind} ${object}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const { kind, object } of sections) {
        const drivers = kind === 'endpoint' || kind === 'aor' ? 'chan_pjsip' : 'chan_sip';
        const those = known.endpoints.filter(({ driver }) => driver === drivers);
        const objects = new Set(['general', ...those.flatMap(listObjects)]);
        if (those.length > 0) expect(objects).toContain(object);
      }
    });
  });

  it('for some endpoints only has no change of others, and agrees with the whole about those', () => {
    check((policy, known) => {
      const only = (endpoint: string) => endpoint.startsWith('4');

      const part = makePlan(policy, known, only);

      const whole = makePlan(policy, known).changes.map((change) => JSON.stringify(change));
      for (const change of part.changes) {
        expect(only(change.endpoint)).toBe(true);
        const isShared = change.kind === 'aor';
        if (!isShared) expect(whole).toContain(JSON.stringify(change));
      }
    });
  });
});

function listObjects({ name: own, aorStates = [] }: EndpointState): string[] {
  return [own, ...aorStates.map((aor) => aor.name)];
}
