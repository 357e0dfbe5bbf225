import { describe, expect, test } from 'vitest';
import type { EndpointState } from '../../../../src/asterisk/asterisk-event.ts';
import { isSameValue, readActual } from '../../../../src/enforcement/apply/actual-value.ts';

const STATE: EndpointState = {
  name: '4001',
  driver: 'chan_pjsip',
  aors: ['4001', '4001-home'],
  forceRport: true,
  rewriteContact: false,
  rtpSymmetric: undefined,
  directMedia: false,
  autoNat: [],
  aorStates: [{ name: '4001-home', maxContacts: 4, qualifyFrequency: 0 }],
  qualifyFrequency: 60,
  hasAuth: true,
  insecure: '',
  host: '',
  isTrunk: false,
};

describe('what Asterisk has', () => {
  test.each([
    ['endpoint', '4001', 'force_rport', 'yes'],
    ['endpoint', '4001', 'rewrite_contact', 'no'],
    ['endpoint', '4001', 'rtp_symmetric', undefined],
    ['endpoint', '4001', 'a_setting_of_tomorrow', undefined],
    ['aor', '4001-home', 'max_contacts', '4'],
    ['aor', '4001-home', 'qualify_frequency', '0'],
    ['aor', '4001', 'max_contacts', undefined],
    ['peer', '4001', 'directmedia', 'no'],
    ['peer', '4001', 'qualify', 'yes'],
    ['peer', '4001', 'qualifyfreq', '60'],
    ['peer', '4001', 'nat', undefined],
  ] as const)('%s %s: %s is %s', (kind, object, setting, value) => {
    expect(readActual({ kind, object }, setting, STATE)).toBe(value);
  });

  test.each([
    [false, false, [], 'no'],
    [true, true, [], 'force_rport,comedia'],
    [false, true, [], 'comedia'],
    [true, false, ['force_rport'], 'auto_force_rport'],
    [false, true, ['force_rport'], 'auto_force_rport,comedia'],
    [false, false, ['force_rport', 'comedia'], 'auto_force_rport,auto_comedia'],
  ] as const)('nat of a peer: %s, %s, %s is %s', (forceRport, rtpSymmetric, autoNat, value) => {
    const state = { ...STATE, forceRport, rtpSymmetric, autoNat };

    expect(readActual({ kind: 'peer', object: '4001' }, 'nat', state)).toBe(value);
  });

  test.each([
    ['yes', 'Yes', true],
    ['force_rport,comedia', 'comedia, force_rport', true],
    ['comedia', 'force_rport,comedia', false],
    ['4', '40', false],
  ])('%s and %s: %s', (one, other, isSame) => {
    expect(isSameValue(one, other)).toBe(isSame);
  });
});
