import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../../../src/asterisk/asterisk-event.ts';
import { makePlan } from '../../../src/policy/make-plan.ts';
import { hasDrift, type OwnSection, type Store } from '../../../src/policy/policy-plan.ts';
import type { EndpointPattern } from '../../../src/policy/wanted-settings.ts';
import {
  formatChange,
  formatSections,
  forNat,
  makeFacts,
  makePeer,
  makePjsip,
} from './plan-scene.ts';

const yes = [{ match: '4*', nat: 'yes' }];

function makeSection(changes: Partial<OwnSection> = {}): OwnSection {
  return {
    store: 'pjsip.conf',
    kind: 'endpoint',
    object: '4001',
    settings: [
      ['force_rport', 'yes'],
      ['rtp_symmetric', 'yes'],
      ['rewrite_contact', 'yes'],
      ['direct_media', 'no'],
    ],
    ...changes,
  };
}

describe('a section of farend', () => {
  it('stays while its endpoint is as the policy wants it because of it', () => {
    const facts = makeFacts([makePjsip(forNat)], { ownSections: [makeSection()] });

    const plan = makePlan(yes, facts);

    expect(hasDrift(plan)).toBe(false);
    expect(plan.sections).toEqual([makeSection()]);
  });

  it('is written for what has drifted, and not for what is right by itself', () => {
    const endpoints = [makePjsip({ name: '4002' }), makePjsip(forNat)];

    const plan = makePlan(yes, makeFacts(endpoints));

    expect(formatSections(plan)).toEqual([
      'pjsip.conf endpoint 4002: force_rport=yes rtp_symmetric=yes rewrite_contact=yes direct_media=no',
    ]);
  });

  it('stands in the order of names as people count, an AOR beside its endpoint', () => {
    const endpoints = ['410', '49', '48'].map((name) => makePjsip({ name }));
    const patterns = [{ match: '4*', nat: 'comedia', maxContacts: 3 }];

    const { sections, changes } = makePlan(patterns, makeFacts(endpoints));

    expect(sections.map(({ kind, object }) => `${kind} ${object}`)).toEqual([
      'endpoint 48',
      'aor 48',
      'endpoint 49',
      'aor 49',
      'endpoint 410',
      'aor 410',
    ]);
    expect([...new Set(changes.map(({ endpoint }) => endpoint))]).toEqual(['48', '49', '410']);
  });

  it('is of the file from which Asterisk has the object, endpoint and AOR each by itself', () => {
    const facts = makeFacts([makePjsip()], {
      storeOf: ({ kind }) => (kind === 'aor' ? 'pjsip.conf' : 'pjsip_wizard.conf'),
    });

    const plan = makePlan([{ match: '4*', nat: 'comedia', maxContacts: 3 }], facts);

    expect(formatSections(plan)).toEqual([
      'pjsip.conf aor 4001: max_contacts=3',
      'pjsip_wizard.conf endpoint 4001: force_rport=no rtp_symmetric=yes rewrite_contact=no',
    ]);
    expect(plan.changes.map(({ store, kind }) => `${kind} ${store}`)).toEqual([
      'endpoint pjsip_wizard.conf',
      'endpoint pjsip_wizard.conf',
      'aor pjsip.conf',
    ]);
  });

  it.each<[string, EndpointState[], { patterns?: EndpointPattern[]; store?: Store }, RegExp]>([
    ['the endpoint is gone', [makePjsip({ name: '4002', ...forNat })], {}, /no endpoint 4001/],
    [
      'no entry matches it any more',
      [makePjsip({ name: '4001', ...forNat }), makePjsip({ name: '5001' })],
      { patterns: [{ match: '5*', nat: 'keep' }] },
      /policy no longer asks/,
    ],
    [
      'its entry says keep',
      [makePjsip(forNat)],
      { patterns: [{ match: '4*', nat: 'keep' }] },
      /your own files say of force_rport.* counts again/,
    ],
    [
      'Asterisk has the endpoint from elsewhere',
      [makePjsip(forNat)],
      { store: 'dynamic' },
      /from a database now/,
    ],
    [
      'the endpoint has become a trunk that no entry names',
      [makePjsip({ ...forNat, isTrunk: true })],
      {},
      /policy no longer asks/,
    ],
  ])('goes when %s', (_, endpoints, { patterns = yes, store = 'pjsip.conf' }, why) => {
    const ownSections = [makeSection()];

    const plan = makePlan(patterns, makeFacts(endpoints, { ownSections, storeOf: () => store }));

    expect(plan.removals).toEqual([{ section: makeSection(), why: expect.stringMatching(why) }]);
    expect(plan.sections).toEqual([]);
    expect(hasDrift(plan)).toBe(true);
  });

  it('is written for all, once one has to be changed, when the file with all of them is gone', () => {
    const endpoints = [makePjsip({ name: '4001' }), makePjsip({ name: '4002', ...forNat })];

    const plan = makePlan(yes, makeFacts(endpoints, { isFileLost: () => true }));

    expect(plan.sections.map(({ object }) => object)).toEqual(['4001', '4002']);
    expect(new Set(plan.changes.map(({ object }) => object))).toEqual(new Set(['4001']));
  });

  it('goes when the AOR is gone that the endpoint still names', () => {
    const endpoint = makePjsip({ ...forNat, aors: ['4001'], aorStates: [] });
    const section = makeSection({ kind: 'aor', settings: [['max_contacts', '1']] });

    const { removals } = makePlan(
      [{ match: '4*', nat: 'yes', maxContacts: 1 }],
      makeFacts([endpoint], { ownSections: [section] }),
    );

    expect(removals).toMatchObject([{ section, why: expect.stringContaining('no aor 4001') }]);
  });

  it('loses settings of which the policy no longer speaks, and keeps the others', () => {
    const section = makeSection({
      kind: 'aor',
      settings: [
        ['max_contacts', '1'],
        ['qualify_frequency', '60'],
      ],
    });

    const plan = makePlan(
      [{ match: '4*', nat: 'yes', maxContacts: 1 }],
      makeFacts([makePjsip(forNat)], { ownSections: [section] }),
    );

    expect(formatSections(plan)).toEqual(['pjsip.conf aor 4001: max_contacts=1']);
    expect(plan.removals).toEqual([
      {
        section: { ...section, settings: [['qualify_frequency', '60']] },
        why: 'The policy no longer asks for qualify_frequency in it: what your own files say of it counts again. The rest of the section stays.',
      },
    ]);
  });

  it.each([
    ['has not been seen', undefined],
    ['was not behind NAT this time', false],
  ])('stays where nat: auto once wrote it, for a phone that %s', (_, isBehindNat) => {
    const facts = makeFacts([makePjsip(forNat)], {
      ownSections: [makeSection()],
      isBehindNat: () => isBehindNat,
    });

    const plan = makePlan([{ match: '4*', nat: 'auto' }], facts);

    expect(plan.sections).toEqual([makeSection()]);
    expect(hasDrift(plan)).toBe(false);
  });

  it('stays where Asterisk has no endpoint of that driver at all, and that is told', () => {
    const facts = makeFacts([makePeer({ name: '5001' })], { ownSections: [makeSection()] });

    const plan = makePlan(yes, facts);

    expect(plan.sections).toEqual([makeSection()]);
    expect(plan.exceptions).toEqual([
      { endpoint: '', why: expect.stringContaining('no endpoints of chan_pjsip at all') },
    ]);
  });
});

describe('a plan for some endpoints only', () => {
  const only = (name: string) => name === '4002';

  it('changes nothing of others, and leaves their sections as they are', () => {
    const kept = makeSection({ settings: [['force_rport', 'no']] });
    const endpoints = [makePjsip(), makePjsip({ name: '4002' }), makePjsip({ name: '4003' })];

    const plan = makePlan(yes, makeFacts(endpoints, { ownSections: [kept] }), only);

    expect(new Set(plan.changes.map(({ endpoint }) => endpoint))).toEqual(new Set(['4002']));
    expect(plan.sections.map(({ object }) => object)).toEqual(['4001', '4002']);
    expect(plan.sections[0]).toEqual(kept);
    expect(plan.counts.endpoints).toBe(1);
  });

  it('leaves sections that the policy no longer asks for, and takes out stale ones', () => {
    const endpoints = [makePjsip(forNat), makePjsip({ name: '4002', ...forNat })];
    const ownSections = [makeSection(), makeSection({ object: '4009' })];

    const plan = makePlan([], makeFacts(endpoints, { ownSections }), only);

    expect(plan.sections.map(({ object }) => object)).toEqual(['4001']);
    expect(plan.removals.map(({ section }) => section.object)).toEqual(['4009']);
  });
});

describe('an AOR of two endpoints', () => {
  const aorStates = [{ name: 'shared', maxContacts: 1, qualifyFrequency: 0 }];
  const endpoints = ['4002', '4001'].map((name) =>
    makePjsip({ name, ...forNat, aors: ['shared'], aorStates }),
  );

  it('is set once when both want the same', () => {
    const plan = makePlan([{ match: '4*', nat: 'yes', maxContacts: 5 }], makeFacts(endpoints));

    expect(plan.changes.map(formatChange)).toEqual(['aor shared max_contacts: 1 → 5']);
    expect(plan.warnings).toEqual([]);
  });

  it('is set for the second one also where the first one was not looked at', () => {
    const unread = { ...endpoints[1], directMedia: undefined, aorStates: undefined };
    const facts = makeFacts([makePjsip(unread), endpoints[0] ?? makePjsip()]);

    const plan = makePlan(
      [{ match: '4*', nat: 'yes', maxContacts: 5 }],
      facts,
      (name) => name === '4002',
    );

    expect(plan.changes.map(formatChange)).toEqual(['aor shared max_contacts: 1 → 5']);
  });

  it('is set as the first of them wants it, with a warning, when they differ', () => {
    const patterns = [
      { match: '4002', nat: 'yes', maxContacts: 2 },
      { match: '4*', nat: 'yes', maxContacts: 5, qualifyMs: 30_000 },
    ];

    const plan = makePlan(patterns, makeFacts(endpoints));

    expect(formatSections(plan)).toEqual([
      'pjsip.conf aor shared: max_contacts=5 qualify_frequency=30',
    ]);
    expect(plan.warnings).toEqual([
      {
        name: 'shared-aor',
        endpoint: '4002',
        sentence: expect.stringContaining(
          'The AOR shared belongs to 4001 and 4002, and the policy wants max_contacts=5 for the first and 2 for the second',
        ),
      },
    ]);
  });
});
