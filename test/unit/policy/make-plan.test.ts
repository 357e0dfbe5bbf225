import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../src/policy/make-plan.ts';
import { hasDrift } from '../../../src/policy/policy-plan.ts';
import { formatChange, formatSections, forNat, makeFacts, makePjsip } from './plan-scene.ts';

describe('the plan for chan_pjsip', () => {
  it('brings endpoint and AOR to what their entry wants, and says why', () => {
    const patterns = [{ match: '4*', nat: 'yes', maxContacts: 2, qualifyMs: 60_000 }];

    const plan = makePlan(patterns, makeFacts([makePjsip()]));

    expect(plan.changes.map(formatChange)).toEqual([
      'endpoint 4001 rtp_symmetric: no → yes',
      'endpoint 4001 rewrite_contact: no → yes',
      'endpoint 4001 direct_media: yes → no',
      'aor 4001 max_contacts: 1 → 2',
      'aor 4001 qualify_frequency: 0 → 60',
    ]);
    expect(plan.changes[0]).toMatchObject({
      endpoint: '4001',
      store: 'pjsip.conf',
      writer: 'files',
      why: 'Media goes to where media comes from (nat: yes for 4*).',
    });
    expect(formatSections(plan)).toEqual([
      'pjsip.conf endpoint 4001: force_rport=yes rtp_symmetric=yes rewrite_contact=yes direct_media=no',
      'pjsip.conf aor 4001: max_contacts=2 qualify_frequency=60',
    ]);
    expect(plan.counts).toEqual({
      endpoints: 1,
      managed: 1,
      compliant: 0,
      drifted: 1,
      unknown: 0,
      trunks: 0,
    });
  });

  it('has nothing to do where all is as it should be', () => {
    const plan = makePlan([{ match: '4*', nat: 'yes' }], makeFacts([makePjsip(forNat)]));

    expect(hasDrift(plan)).toBe(false);
    expect(plan.sections).toEqual([]);
    expect(plan.counts).toMatchObject({ managed: 1, compliant: 1 });
  });

  it('never touches what no entry matches, and trunks only by their exact name', () => {
    const endpoints = [
      makePjsip({ name: '5001' }),
      makePjsip({ name: 'provider', isTrunk: true }),
      makePjsip({ name: 'reseller', isTrunk: true }),
    ];
    const patterns = [
      { match: 'provider', nat: 'yes' },
      { match: '*e*', nat: 'yes' },
    ];

    const plan = makePlan(patterns, makeFacts(endpoints));

    expect(new Set(plan.changes.map(({ endpoint }) => endpoint))).toEqual(new Set(['provider']));
    expect(plan.counts).toMatchObject({ endpoints: 3, managed: 1, trunks: 1 });
    expect(plan.decisions.map(({ endpoint }) => endpoint)).toEqual(['provider', 'reseller']);
  });
});
