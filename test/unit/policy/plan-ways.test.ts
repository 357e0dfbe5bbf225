import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../src/policy/make-plan.ts';
import type { Store, WriterKind } from '../../../src/policy/policy-plan.ts';
import { formatSections, makeFacts, makePeer, makePjsip } from './plan-scene.ts';

const drifted = makePjsip();
const driftedPeer = makePeer();

describe('the way of a change', () => {
  it.each<[Store, WriterKind | undefined, WriterKind]>([
    ['pjsip.conf', undefined, 'files'],
    ['pjsip_wizard.conf', undefined, 'files'],
    ['dynamic', undefined, 'ari'],
    ['pjsip.conf', 'files', 'files'],
    ['pjsip.conf', 'paste', 'paste'],
    ['dynamic', 'ari', 'ari'],
    ['dynamic', 'paste', 'paste'],
    ['sip.conf', undefined, 'files'],
    ['sip.conf', 'update-config', 'update-config'],
    ['sip.conf', 'paste', 'paste'],
  ])('to an object of %s, writer: %s, is %s', (store, writer, expected) => {
    const endpoint = store === 'sip.conf' ? driftedPeer : drifted;
    const pattern = { match: '4*', nat: 'yes', ...(writer !== undefined && { writer }) };

    const plan = makePlan([pattern], makeFacts([endpoint], { storeOf: () => store }));

    expect(new Set(plan.changes.map((change) => `${change.store} ${change.writer}`))).toEqual(
      new Set([`${store} ${expected}`]),
    );
    expect(plan.sections).toHaveLength(expected === 'files' ? 1 : 0);
    expect(plan.exceptions).toEqual([]);
  });

  it.each<[Store, WriterKind, RegExp]>([
    ['pjsip.conf', 'ari', /nothing over ARI that it has from pjsip\.conf.*\(writer: ari for 4\*\)/],
    ['dynamic', 'files', /in a database, which files cannot change/],
    ['pjsip.conf', 'update-config', /UpdateConfig is for sip\.conf only/],
    ['dynamic', 'update-config', /UpdateConfig is for sip\.conf only.*a database/],
    ['sip.conf', 'ari', /nothing over ARI that it has from sip\.conf/],
  ])('to an object of %s cannot be %s, and why is told', (store, writer, why) => {
    const endpoint = store === 'sip.conf' ? driftedPeer : drifted;

    const plan = makePlan(
      [{ match: '4*', nat: 'yes', writer }],
      makeFacts([endpoint], { storeOf: () => store }),
    );

    expect(plan.changes).toEqual([]);
    expect(plan.exceptions).toEqual([{ endpoint: '4001', why: expect.stringMatching(why) }]);
    expect(plan.counts.drifted).toBe(1);
  });

  it('what Asterisk would not read of one is told, and the others are changed', () => {
    const endpoints = [drifted, makePjsip({ name: '4010' })];
    const hindranceOf = ({ object }: { object: string }) =>
      object === '4010' ? 'The line stands before it' : undefined;

    const plan = makePlan([{ match: '4*', nat: 'yes' }], makeFacts(endpoints, { hindranceOf }));

    expect(new Set(plan.changes.map(({ object }) => object))).toEqual(new Set(['4001']));
    expect(plan.exceptions).toEqual([{ endpoint: '4010', why: 'The line stands before it.' }]);
  });

  it.each<[WriterKind, Store, RegExp]>([
    ['files', 'pjsip.conf', /configuration directory is not at hand/],
    ['ari', 'dynamic', /no way to ARI: add ari/],
  ])('cannot be %s where only pasting is left', (writer, store, why) => {
    const facts = makeFacts([drifted], { storeOf: () => store, writerFor: () => 'paste' });

    const plan = makePlan([{ match: '4*', nat: 'yes', writer }], facts);

    expect(plan.exceptions).toEqual([{ endpoint: '4001', why: expect.stringMatching(why) }]);
  });

  it('is none where the store could not be found out', () => {
    const plan = makePlan(
      [{ match: '4*', nat: 'yes' }],
      makeFacts([drifted], { storeOf: () => undefined }),
    );

    expect(plan.changes).toEqual([]);
    expect(plan.exceptions).toEqual([
      { endpoint: '4001', why: expect.stringContaining('could not be found out') },
    ]);
  });

  it('is none for a peer from a database, which ARI does not know', () => {
    const plan = makePlan(
      [{ match: '4*', nat: 'yes' }],
      makeFacts([driftedPeer], { storeOf: () => 'dynamic' }),
    );

    expect(plan.changes).toEqual([]);
    expect(plan.exceptions).toEqual([
      { endpoint: '4001', why: expect.stringContaining('peer of chan_sip from a database') },
    ]);
  });

  it.each(['4]1', '4;1', '4\n1', '4'.repeat(80), ''])(
    'is none for the name %j, which cannot be a section',
    (name) => {
      const plan = makePlan([{ match: '*', nat: 'yes' }], makeFacts([makePjsip({ name })]));

      expect([plan.changes, plan.sections]).toEqual([[], []]);
      expect(plan.exceptions).toEqual([
        { endpoint: name, why: expect.stringContaining('cannot be that of a section') },
      ]);
    },
  );

  it('is none for names that differ in capital letters only: Asterisk takes them for one section', () => {
    const endpoints = [makePjsip({ name: 'Desk' }), makePjsip({ name: 'desk' })];

    const plan = makePlan([{ match: '*', nat: 'yes' }], makeFacts(endpoints));

    expect(plan.changes).toEqual([]);
    expect(plan.exceptions.map(({ endpoint }) => endpoint).sort()).toEqual(['Desk', 'desk']);
  });

  it('is not told to be missing where nothing would change', () => {
    const endpoint = makePjsip({ forceRport: false });

    const plan = makePlan([{ match: '4*', nat: 'no', writer: 'ari' }], makeFacts([endpoint]));

    expect(plan.exceptions).toEqual([]);
  });
});

describe('UpdateConfig', () => {
  const section = {
    store: 'sip.conf',
    kind: 'peer',
    object: '4001',
    settings: [['nat', 'force_rport,comedia']],
  } as const;

  it('is not used beside a sip.conf of farend, which it would break', () => {
    const patterns = [
      { match: '4*', nat: 'yes', writer: 'update-config' as const },
      { match: '5*', nat: 'yes' },
    ];

    const plan = makePlan(patterns, makeFacts([driftedPeer, makePeer({ name: '5001' })]));

    expect(new Set(plan.changes.map(({ endpoint }) => endpoint))).toEqual(new Set(['5001']));
    expect(plan.exceptions).toEqual([
      { endpoint: '4001', why: expect.stringContaining('use one writer for all peers') },
    ]);
  });

  it('takes over from files: first their sections go', () => {
    const isThere = { forceRport: true, rtpSymmetric: true };
    const facts = makeFacts([makePeer(isThere)], { ownSections: [section] });

    const plan = makePlan(
      [{ match: '4*', nat: 'force_rport,comedia', writer: 'update-config' }],
      facts,
    );

    expect(plan.removals).toEqual([
      { section, why: expect.stringContaining('UpdateConfig changes sip.conf itself') },
    ]);
    expect(plan.sections).toEqual([]);
  });

  it('leaves a section of farend where the entry says paste', () => {
    const facts = makeFacts([driftedPeer], { ownSections: [section] });

    const plan = makePlan([{ match: '4*', nat: 'comedia', writer: 'paste' }], facts);

    expect(formatSections(plan)).toEqual(['sip.conf peer 4001: nat=force_rport,comedia']);
    expect(plan.changes.map(({ writer }) => writer)).toEqual(['paste']);
  });
});
