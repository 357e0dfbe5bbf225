import { describe, expect, it } from 'vitest';
import { type GeneralNat, makePlan } from '../../../src/policy/make-plan.ts';
import type { EndpointPattern } from '../../../src/policy/wanted-settings.ts';
import { formatChange, formatSections, makeFacts, makePeer } from './plan-scene.ts';

const yes = [{ match: '4*', nat: 'yes' }];
const peers = [makePeer(), makePeer({ name: '4002' })];

describe('[general] of sip.conf', () => {
  it('gets the nat that all peers of the policy want', () => {
    const facts = makeFacts(peers, { generalNat: { value: 'no', inheritedBy: ['4001'] } });

    const plan = makePlan(yes, facts);

    expect(plan.changes.at(-1)).toEqual({
      kind: 'general',
      object: 'general',
      endpoint: '',
      setting: 'nat',
      from: 'no',
      to: 'force_rport,comedia',
      store: 'sip.conf',
      writer: 'files',
      why: 'Names that do not exist are answered like those of peers, so that outsiders cannot find these (nat: yes for 4*).',
    });
    expect(formatSections(plan)[0]).toBe('sip.conf general general: nat=force_rport,comedia');
    expect(plan.warnings).toEqual([]);
  });

  it.each(['force_rport,comedia', 'comedia, force_rport', 'yes'])(
    'is right with nat=%s',
    (value) => {
      const facts = makeFacts(peers, { generalNat: { value, inheritedBy: ['provider'] } });

      const plan = makePlan(yes, facts);

      expect(plan.changes.filter(({ kind }) => kind === 'general')).toEqual([]);
      expect(plan.warnings).toEqual([]);
    },
  );

  it('is not touched while a peer inherits it of which the policy does not speak: that is told', () => {
    const inheritedBy = ['4001', 'provider2', 'provider10', 'provider1', 'gate', 'door'];
    const facts = makeFacts(peers, { generalNat: { value: 'auto_force_rport', inheritedBy } });

    const plan = makePlan(yes, facts);

    expect(plan.changes.filter(({ kind }) => kind === 'general')).toEqual([]);
    expect(plan.warnings).toEqual([
      {
        name: 'enumeration',
        endpoint: '',
        sentence: expect.stringMatching(
          /has nat=auto_force_rport and the peers of the policy nat=force_rport,comedia.*since door, gate, provider1 and 2 more, of which/,
        ),
      },
    ]);
  });

  it('is not touched while peers want different things: that is told', () => {
    const patterns = [...yes, { match: '5*', nat: 'no' }];
    const facts = makeFacts([...peers, makePeer({ name: '5001' })], {
      generalNat: { value: 'no', inheritedBy: [] },
    });

    const plan = makePlan(patterns, facts);

    expect(plan.changes.filter(({ kind }) => kind === 'general')).toEqual([]);
    expect(plan.warnings).toMatchObject([
      {
        name: 'enumeration',
        sentence: expect.stringContaining(
          'nat=force_rport,comedia for some peers (4001) and nat=no for others (5001)',
        ),
      },
    ]);
  });

  it.each<[string, EndpointPattern[], GeneralNat | undefined]>([
    ['no entry matches a peer', [{ match: '9*', nat: 'yes' }], { value: 'no', inheritedBy: [] }],
    ['sip.conf could not be read', yes, undefined],
  ])('is not touched where %s', (_, patterns, generalNat) => {
    const plan = makePlan(patterns, makeFacts(peers, { generalNat }));

    expect(plan.changes.filter(({ kind }) => kind === 'general')).toEqual([]);
    expect(plan.warnings).toEqual([]);
  });

  const own = {
    store: 'sip.conf',
    kind: 'general',
    object: 'general',
    settings: [['nat', 'force_rport,comedia']],
  } as const;

  it.each<[string, EndpointPattern[], GeneralNat | undefined, number]>([
    ['stays while it is wanted', yes, { value: 'yes', inheritedBy: [] }, 1],
    ['stays where sip.conf cannot be read', yes, undefined, 1],
    ['stays for phones that were not seen yet', [{ match: '4*', nat: 'auto' }], undefined, 1],
    ['goes with the last peer of the policy', [], { value: 'yes', inheritedBy: [] }, 0],
  ])('%s, once farend has set it', (_, patterns, generalNat, count) => {
    const plan = makePlan(patterns, makeFacts(peers, { generalNat, ownSections: [own] }));

    const kept = plan.sections.filter(({ kind }) => kind === 'general');
    const gone = plan.removals.filter(({ section }) => section.kind === 'general');
    expect([kept.length, gone.length]).toEqual([count, 1 - count]);
  });

  it('is not for a plan of some endpoints', () => {
    const facts = makeFacts(peers, { generalNat: { value: 'no', inheritedBy: [] } });

    const plan = makePlan(yes, facts, (name) => name === '4001');

    expect(plan.changes.map(formatChange)).toEqual([
      'peer 4001 nat: no → force_rport,comedia',
      'peer 4001 directmedia: yes → no',
    ]);
  });
});

describe('toll-fraud', () => {
  it.each([
    ['registers, and needs no password for calls', { insecure: 'port,invite' }],
    ['is reached at the address of farend', { insecure: 'invite', host: '192.0.2.10' }],
  ])('is told of a peer that %s', (_, settings) => {
    const peer = makePeer({ name: '4001', ...settings });

    const { warnings } = makePlan(yes, makeFacts([peer]));

    expect(warnings).toEqual([
      {
        name: 'toll-fraud',
        endpoint: '4001',
        sentence: expect.stringMatching(
          /needs no password for calls \(insecure=(port,)?invite\).*Take invite out of its insecure/,
        ),
      },
    ]);
  });

  it('is told of a peer without a secret', () => {
    const { warnings } = makePlan(yes, makeFacts([makePeer({ hasAuth: false })]));

    expect(warnings).toMatchObject([
      { name: 'toll-fraud', endpoint: '4001', sentence: expect.stringContaining('has no secret') },
    ]);
  });

  it.each([
    ['is elsewhere', { insecure: 'port,invite', host: '198.51.100.7', hasAuth: false }],
    ['only comes from any port', { insecure: 'port' }],
    ['was not asked about', { forceRport: undefined, hasAuth: false }],
  ])('is not told of a peer that %s', (_, settings) => {
    const { warnings } = makePlan([], makeFacts([makePeer(settings)]));

    expect(warnings).toEqual([]);
  });
});

it('auto-nat is told once for an entry whose auto_ words peers of chan_sip would have', () => {
  const { warnings } = makePlan(
    [{ match: '4*', nat: 'auto_force_rport,auto_comedia' }],
    makeFacts(peers),
  );

  expect(warnings).toEqual([
    {
      name: 'auto-nat',
      endpoint: '',
      sentence: expect.stringMatching(
        /^nat: 'auto_force_rport,auto_comedia' for 4\* \(4001 and 4002\): .*switch themselves off/,
      ),
    },
  ]);
});
