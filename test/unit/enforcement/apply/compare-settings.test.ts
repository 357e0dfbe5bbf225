import { describe, expect, test } from 'vitest';
import type { EndpointState } from '../../../../src/asterisk/asterisk-event.ts';
import {
  describeDifference,
  type Expectation,
  findDifferences,
  findMissing,
  findMissingAors,
} from '../../../../src/enforcement/apply/compare-settings.ts';

const PJSIP: EndpointState = {
  name: '4001',
  driver: 'chan_pjsip',
  aors: ['4001-home'],
  forceRport: true,
  rewriteContact: false,
  rtpSymmetric: true,
  directMedia: false,
  autoNat: [],
  aorStates: [{ name: '4001-home', maxContacts: 4, qualifyFrequency: 0 }],
  qualifyFrequency: undefined,
  hasAuth: true,
  insecure: '',
  host: '',
  isTrunk: false,
};
const SIP: EndpointState = {
  ...PJSIP,
  driver: 'chan_sip',
  directMedia: true,
  aorStates: undefined,
};

function expectValue(kind: Expectation['kind'], setting: string, value: string): Expectation {
  const object = { endpoint: '4001', peer: '4001', aor: '4001-home', general: 'general' }[kind];
  return { kind, object, endpoint: kind === 'general' ? '' : '4001', setting, value };
}

describe('what is not as it should be', () => {
  test.each([
    [expectValue('endpoint', 'force_rport', 'yes'), undefined],
    [
      expectValue('endpoint', 'rewrite_contact', 'yes'),
      'Endpoint 4001: rewrite_contact should be yes, and Asterisk has no.',
    ],
    [expectValue('aor', 'max_contacts', '4'), undefined],
    [
      expectValue('aor', 'max_contacts', '9'),
      'Endpoint 4001: max_contacts of AOR 4001-home should be 9, and Asterisk has 4.',
    ],
    // Both drivers have a 4001; this one is chan_sip's.
    [expectValue('peer', 'directmedia', 'yes'), undefined],
    [
      expectValue('peer', 'qualifyfreq', '60'),
      'Endpoint 4001: qualifyfreq should be 60, and Asterisk does not tell it.',
    ],
    [expectValue('general', 'nat', 'comedia, force_rport'), undefined],
    [
      expectValue('general', 'nat', 'no'),
      'sip.conf: nat in [general] should be no, and Asterisk has force_rport,comedia.',
    ],
  ])('%o', (expectation, sentence) => {
    const reading = { settings: [PJSIP, SIP], generalNat: 'force_rport,comedia' };

    const differences = findDifferences([expectation], reading);

    expect(differences.map(describeDifference)).toEqual(sentence === undefined ? [] : [sentence]);
  });

  test('an endpoint that is gone is told as gone, not value by value', () => {
    const before = [PJSIP, SIP];
    const wanted = [expectValue('endpoint', 'rewrite_contact', 'yes')];

    expect(findMissing(before, [SIP])).toEqual([PJSIP]);
    expect(findDifferences(wanted, { settings: [SIP], generalNat: undefined })).toEqual([]);
  });

  test('an AOR that is gone is told', () => {
    const now = [{ ...PJSIP, aorStates: [] }, SIP];

    expect(findMissingAors([PJSIP, SIP], now)).toEqual([{ endpoint: '4001', aor: '4001-home' }]);
    expect(findMissingAors([PJSIP, SIP], [PJSIP, SIP])).toEqual([]);
  });
});
