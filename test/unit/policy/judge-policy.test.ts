import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../../../src/asterisk/asterisk-event.ts';
import { judgePolicy } from '../../../src/policy/judge-policy.ts';
import { makeEndpoint } from '../correlation/scene.ts';

/** chan_pjsip's own defaults. */
const plain: Partial<EndpointState> = {
  forceRport: true,
  rewriteContact: false,
  rtpSymmetric: false,
  directMedia: true,
};
const forNat: Partial<EndpointState> = {
  forceRport: true,
  rewriteContact: true,
  rtpSymmetric: true,
  directMedia: false,
};
const chanSip: Partial<EndpointState> = {
  driver: 'chan_sip',
  forceRport: true,
  rewriteContact: undefined,
  rtpSymmetric: true,
  directMedia: false,
};

/** Differences as `setting: actual, not wanted`. */
function judge(nat: string, settings: Partial<EndpointState>, isBehindNat = false): string[] {
  const { state, differences } = judgePolicy(
    [{ match: '4*', nat }],
    makeEndpoint(settings),
    isBehindNat,
  );
  return [
    state,
    ...differences.map(({ setting, wanted, actual }) => `${setting}: ${actual}, not ${wanted}`),
  ];
}

describe('judgePolicy', () => {
  it.each([
    ['yes', forNat, ['compliant']],
    [
      'yes',
      plain,
      [
        'drift',
        'rtp_symmetric: no, not yes',
        'rewrite_contact: no, not yes',
        'direct_media: yes, not no',
      ],
    ],
    ['no', { ...plain, forceRport: false }, ['compliant']],
    ['no', plain, ['drift', 'force_rport: yes, not no']],
    ['force_rport', plain, ['drift', 'rewrite_contact: no, not yes']],
    ['force_rport', { ...plain, rewriteContact: true }, ['compliant']],
    ['comedia', { ...plain, forceRport: false, rtpSymmetric: true }, ['compliant']],
    ['force_rport,comedia', { ...forNat, directMedia: true }, ['compliant']],
    ['auto', plain, ['compliant']],
    ['auto_force_rport', plain, ['compliant']],
    ['keep', plain, ['unmanaged']],
  ])('compares nat: %s with chan_pjsip %o', (nat, settings, expected) => {
    const judged = judge(nat, settings);

    expect(judged).toEqual(expected);
  });

  it.each([
    ['yes', {}, ['compliant']],
    [
      'yes',
      { forceRport: false, rtpSymmetric: false, directMedia: true },
      ['drift', 'nat: no, not force_rport,comedia', 'directmedia: yes, not no'],
    ],
    ['force_rport', {}, ['drift', 'nat: force_rport,comedia, not force_rport']],
    ['comedia', { forceRport: false }, ['compliant']],
    ['no', { rtpSymmetric: false }, ['drift', 'nat: force_rport, not no']],
    ['auto_force_rport,comedia', { forceRport: false }, ['compliant']],
    [
      'auto_force_rport,comedia',
      { rtpSymmetric: false },
      ['drift', 'nat: force_rport, not force_rport,comedia'],
    ],
    ['yes', { rtpSymmetric: undefined }, ['unknown']],
  ])('compares nat: %s with chan_sip %o', (nat, settings, expected) => {
    const judged = judge(nat, { ...chanSip, ...settings });

    expect(judged).toEqual(expected);
  });

  it('wants of nat: auto what works behind a router, for a phone behind one', () => {
    const judged = [judge('auto', plain, true), judge('auto', forNat, true)];

    expect(judged.map(([state]) => state)).toEqual(['drift', 'compliant']);
  });

  it('tells a difference although Asterisk has not told everything', () => {
    const judged = judge('yes', { ...forNat, rtpSymmetric: undefined, directMedia: true });

    expect(judged).toEqual(['drift', 'direct_media: yes, not no']);
  });

  it('does not know of an endpoint that Asterisk has not told of, in whole or in part', () => {
    const untold = judgePolicy([{ match: '*', nat: 'yes' }], undefined);
    const partly = judge('yes', { ...forNat, rewriteContact: undefined });

    expect([untold.state, ...partly]).toEqual(['unknown', 'unknown']);
  });

  it('goes by the first pattern that matches, and leaves alone what none matches', () => {
    const patterns = [
      { match: '40*', nat: 'keep' },
      { match: '4*', nat: 'yes' },
    ];

    const states = ['4001', '4101', '5001'].map(
      (name) => judgePolicy(patterns, makeEndpoint({ name, ...plain })).state,
    );

    expect(states).toEqual(['unmanaged', 'drift', 'unmanaged']);
  });

  it('means a trunk only by its exact name', () => {
    const trunk = makeEndpoint({ name: 'provider', isTrunk: true, ...plain });

    const states = ['*', 'prov*', 'PROVIDER', 'provider'].map(
      (match) => judgePolicy([{ match, nat: 'yes' }], trunk).state,
    );

    expect(states).toEqual(['unmanaged', 'unmanaged', 'unmanaged', 'drift']);
  });

  it('takes directMedia as the pattern says, whatever nat means', () => {
    const wanted = { match: '4*', nat: 'yes', directMedia: true };
    const alone = { match: '4*', nat: 'no', directMedia: false };

    const judged = [
      judgePolicy([wanted], makeEndpoint({ ...forNat, directMedia: true })),
      judgePolicy([alone], makeEndpoint({ ...plain, forceRport: false })),
    ];

    expect(judged.map(({ state }) => state)).toEqual(['compliant', 'drift']);
  });

  it('compares AORs and the qualify of peers, and says of what each difference is', () => {
    const entry = { match: '4*', nat: 'no', maxContacts: 2, qualifyMs: 60_000 };
    const aorStates = [{ name: '4001-desk', maxContacts: 1, qualifyFrequency: 60 }];
    const endpoint = makeEndpoint({ ...plain, forceRport: false, aorStates });
    const peer = makeEndpoint({
      ...chanSip,
      forceRport: false,
      rtpSymmetric: false,
      qualifyFrequency: 0,
    });

    const differences = [endpoint, peer].map((one) => judgePolicy([entry], one).differences);

    expect(differences).toEqual([
      [{ kind: 'aor', object: '4001-desk', setting: 'max_contacts', wanted: '2', actual: '1' }],
      [
        { kind: 'peer', object: '4001', setting: 'qualify', wanted: 'yes', actual: 'no' },
        { kind: 'peer', object: '4001', setting: 'qualifyfreq', wanted: '60', actual: '0' },
      ],
    ]);
  });

  it('takes auto_ for a difference where it is not wanted', () => {
    const judged = judge('force_rport,comedia', { ...chanSip, autoNat: ['force_rport'] });

    expect(judged).toEqual(['drift', 'nat: auto_force_rport,comedia, not force_rport,comedia']);
  });

  it('does not know whether nat: auto is met before the phone was seen', () => {
    const { state } = judgePolicy([{ match: '4*', nat: 'auto' }], makeEndpoint(plain));

    expect(state).toBe('unknown');
  });
});
