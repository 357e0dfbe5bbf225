import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../../../src/asterisk/asterisk-event.ts';
import { makePlan } from '../../../src/policy/make-plan.ts';
import type { EndpointPattern } from '../../../src/policy/wanted-settings.ts';
import { formatChange, formatSections, makeFacts, makePeer, makePjsip } from './plan-scene.ts';

/** Changes and sections without the parts that are the same in all of them. */
function plan(entry: Omit<EndpointPattern, 'match'>, endpoint: EndpointState, behindNat?: boolean) {
  const made = makePlan(
    [{ match: '4*', ...entry }],
    makeFacts([endpoint], { isBehindNat: () => behindNat }),
  );
  return {
    changes: made.changes.map((change) =>
      formatChange(change).replace(/^(endpoint|peer) 4001 /, ''),
    ),
    sections: formatSections(made).map((line) => line.replace(/^\S+ \S+ 4001: /, '')),
  };
}

/** All that can be wrong is wrong for `nat: yes`. */
const pjsip = makePjsip({ forceRport: false });

describe('what each word makes of an endpoint of chan_pjsip', () => {
  it.each<[string, boolean | undefined, string[], string]>([
    [
      'yes',
      undefined,
      [
        'force_rport: no → yes',
        'rtp_symmetric: no → yes',
        'rewrite_contact: no → yes',
        'direct_media: yes → no',
      ],
      'force_rport=yes rtp_symmetric=yes rewrite_contact=yes direct_media=no',
    ],
    ['no', undefined, [], ''],
    [
      'force_rport',
      undefined,
      ['force_rport: no → yes', 'rewrite_contact: no → yes'],
      'force_rport=yes rtp_symmetric=no rewrite_contact=yes',
    ],
    [
      'comedia',
      undefined,
      ['rtp_symmetric: no → yes'],
      'force_rport=no rtp_symmetric=yes rewrite_contact=no',
    ],
    [
      'force_rport,comedia',
      undefined,
      ['force_rport: no → yes', 'rtp_symmetric: no → yes', 'rewrite_contact: no → yes'],
      'force_rport=yes rtp_symmetric=yes rewrite_contact=yes',
    ],
    ['auto', undefined, [], ''],
    ['auto', false, [], ''],
    [
      'auto',
      true,
      [
        'force_rport: no → yes',
        'rtp_symmetric: no → yes',
        'rewrite_contact: no → yes',
        'direct_media: yes → no',
      ],
      'force_rport=yes rtp_symmetric=yes rewrite_contact=yes direct_media=no',
    ],
    ['auto_force_rport', undefined, [], ''],
    ['auto_force_rport,comedia', undefined, ['rtp_symmetric: no → yes'], 'rtp_symmetric=yes'],
    ['keep', true, [], ''],
  ])('nat: %s, behind NAT: %s', (nat, behindNat, changes, section) => {
    const made = plan({ nat }, pjsip, behindNat);

    expect(made).toEqual({ changes, sections: section === '' ? [] : [section] });
  });
});

describe('what each word makes of a peer of chan_sip', () => {
  it.each<[string, boolean | undefined, Partial<EndpointState>, string[], string]>([
    [
      'yes',
      undefined,
      {},
      ['nat: no → force_rport,comedia', 'directmedia: yes → no'],
      'nat=force_rport,comedia directmedia=no',
    ],
    ['no', undefined, {}, [], ''],
    ['force_rport', undefined, {}, ['nat: no → force_rport'], 'nat=force_rport'],
    ['comedia', undefined, {}, ['nat: no → comedia'], 'nat=comedia'],
    ['auto', undefined, {}, [], ''],
    ['auto', false, {}, [], ''],
    [
      'auto',
      true,
      {},
      ['nat: no → force_rport,comedia', 'directmedia: yes → no'],
      'nat=force_rport,comedia directmedia=no',
    ],
    ['auto_force_rport,comedia', undefined, {}, ['nat: no → comedia'], 'nat=comedia'],
    [
      'auto_force_rport,comedia',
      true,
      {},
      ['nat: no → force_rport,comedia'],
      'nat=force_rport,comedia',
    ],
    [
      'auto_force_rport,comedia',
      undefined,
      { autoNat: ['force_rport'] },
      ['nat: auto_force_rport → auto_force_rport,comedia'],
      'nat=auto_force_rport,comedia',
    ],
    [
      'force_rport,comedia',
      undefined,
      { forceRport: true, rtpSymmetric: true, autoNat: ['force_rport', 'comedia'] },
      ['nat: auto_force_rport,auto_comedia → force_rport,comedia'],
      'nat=force_rport,comedia',
    ],
    ['no', undefined, { autoNat: ['comedia'] }, ['nat: auto_comedia → no'], 'nat=no'],
    ['keep', true, {}, [], ''],
  ])('nat: %s, behind NAT: %s, for %o', (nat, behindNat, settings, changes, section) => {
    const made = plan({ nat }, makePeer(settings), behindNat);

    expect(made).toEqual({ changes, sections: section === '' ? [] : [section] });
  });
});

describe('options of an entry', () => {
  it('go before what nat means, and are named as the reason', () => {
    const entry = { match: '4*', nat: 'yes', directMedia: true, rewriteContact: false };
    const endpoint = makePjsip({ forceRport: false, rewriteContact: true, directMedia: false });

    const { changes } = makePlan([entry], makeFacts([endpoint]));

    expect(changes.map((change) => `${formatChange(change)}: ${change.why}`)).toEqual([
      expect.stringMatching(/force_rport: no → yes: Answers go .* \(nat: yes for 4\*\)\.$/),
      expect.stringMatching(/rtp_symmetric: no → yes: .* \(nat: yes for 4\*\)\.$/),
      expect.stringMatching(/rewrite_contact: yes → no: .* \(rewriteContact: no for 4\*\)\.$/),
      expect.stringMatching(/direct_media: no → yes: .* \(directMedia: yes for 4\*\)\.$/),
    ]);
  });

  it.each([
    [60_000, 0, ['qualify: no → yes', 'qualifyfreq: 0 → 60'], 'qualify=yes qualifyfreq=60'],
    [60_000, 30, ['qualifyfreq: 30 → 60'], 'qualify=yes qualifyfreq=60'],
    [60_000, 60, [], ''],
    [0, 30, ['qualify: yes → no'], 'qualify=no'],
    [0, 0, [], ''],
  ])(
    'qualify of %s ms for a peer that is asked every %s s',
    (qualifyMs, qualifyFrequency, changes, section) => {
      const peer = makePeer({ qualifyFrequency });

      const made = plan({ nat: 'no', qualifyMs }, peer);

      expect(made.changes).toEqual(changes);
      expect(made.sections).toEqual(section === '' ? [] : [`nat=no ${section}`]);
    },
  );

  it('are set in each AOR of an endpoint that Asterisk has', () => {
    const endpoint = makePjsip({
      aors: ['4001-desk', '4001-soft', 'nowhere'],
      aorStates: [
        { name: '4001-desk', maxContacts: 1, qualifyFrequency: 60 },
        { name: '4001-soft', maxContacts: 10, qualifyFrequency: 0 },
      ],
    });

    const { changes } = makePlan(
      [
        {
          match: '4*',
          nat: 'force_rport',
          rewriteContact: false,
          maxContacts: 1,
          qualifyMs: 60_000,
        },
      ],
      makeFacts([endpoint]),
    );

    expect(changes.map(formatChange)).toEqual([
      'aor 4001-soft max_contacts: 10 → 1',
      'aor 4001-soft qualify_frequency: 0 → 60',
    ]);
    expect(changes.map(({ why }) => why)).toEqual([
      'One phone can be registered at a time (maxContacts: 1 for 4*).',
      'Asterisk asks the phone every 60 s whether it is there, which also keeps its router open (qualify: 60s for 4*).',
    ]);
  });

  it('that chan_sip does not have are told, and change nothing', () => {
    const entry = { match: '4*', nat: 'no', maxContacts: 1, rewriteContact: true };

    const { changes, exceptions } = makePlan([entry], makeFacts([makePeer()]));

    expect(changes).toEqual([]);
    expect(exceptions).toEqual([
      {
        endpoint: '4001',
        why: 'maxContacts of the entry 4* is for chan_pjsip: chan_sip keeps one contact of each peer.',
      },
      {
        endpoint: '4001',
        why: 'rewriteContact of the entry 4* is for chan_pjsip: chan_sip sends calls to where a peer registered from, by its nat.',
      },
    ]);
  });
});

it('does not open an AOR that takes no registrations', () => {
  const door = makePjsip({
    forceRport: false,
    aorStates: [{ name: '4001', maxContacts: 0, qualifyFrequency: 0 }],
  });

  const { changes } = makePlan(
    [{ match: '4*', nat: 'no', maxContacts: 1, qualifyMs: 60_000 }],
    makeFacts([door]),
  );

  expect(changes.map(formatChange)).toEqual(['aor 4001 qualify_frequency: 0 → 60']);
});

describe('max_contacts below the number of registered phones', () => {
  const aorStates = [{ name: '4001', maxContacts: 5, qualifyFrequency: 0 }];
  const entry = { match: '4*', nat: 'no', maxContacts: 1, qualifyMs: 60_000 };
  const endpoint = makePjsip({ forceRport: false, aorStates });

  it('waits, since Asterisk would refuse them all, while the rest of the AOR is set', () => {
    const facts = makeFacts([endpoint], { contactsOf: () => 2 });

    const made = makePlan([entry], facts);

    expect(made.changes.map(formatChange)).toEqual(['aor 4001 qualify_frequency: 0 → 60']);
    expect(formatSections(made)).toEqual([
      'pjsip.conf aor 4001: max_contacts=5 qualify_frequency=60',
    ]);
    expect(made.exceptions).toEqual([
      { endpoint: '4001', why: expect.stringContaining('Its AOR has 2 contacts now') },
    ]);
  });

  it('is raised, also where that is not enough', () => {
    const facts = makeFacts([endpoint], { contactsOf: () => 9 });

    const made = makePlan([{ match: '4*', nat: 'no', maxContacts: 8 }], facts);

    expect(made.changes.map(formatChange)).toEqual(['aor 4001 max_contacts: 5 → 8']);
  });

  it.each([[1], [0]])('is set when %s are left', (contacts) => {
    const facts = makeFacts([endpoint], { contactsOf: () => contacts });

    const made = makePlan([entry], facts);

    expect(made.changes.map(formatChange)).toContain('aor 4001 max_contacts: 5 → 1');
    expect(made.exceptions).toEqual([]);
  });
});

describe('what is not known', () => {
  it('leaves a phone alone that nat: auto has not seen yet, and says so', () => {
    const { changes, exceptions, counts } = makePlan(
      [{ match: '4*', nat: 'auto', maxContacts: 5 }],
      makeFacts([makePjsip()]),
    );

    expect(changes).toEqual([]);
    expect(exceptions).toEqual([
      { endpoint: '4001', why: expect.stringContaining('has not seen its phone yet') },
    ]);
    expect(counts).toMatchObject({ managed: 1, unknown: 1 });
  });

  it('changes nothing that Asterisk does not tell, and says what that is', () => {
    const endpoint = makePjsip({ forceRport: undefined, aorStates: undefined });

    const { changes, exceptions } = makePlan(
      [{ match: '4*', nat: 'force_rport', rewriteContact: false, maxContacts: 1 }],
      makeFacts([endpoint]),
    );

    expect(changes).toEqual([]);
    expect(exceptions).toEqual([
      {
        endpoint: '4001',
        why: expect.stringContaining('Asterisk does not tell its force_rport, max_contacts'),
      },
    ]);
  });
});
