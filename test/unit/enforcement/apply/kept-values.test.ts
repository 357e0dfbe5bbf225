import { expect, test } from 'vitest';
import type { EndpointState } from '../../../../src/asterisk/asterisk-event.ts';
import { listKeptValues } from '../../../../src/enforcement/apply/kept-values.ts';
import type { OwnSection } from '../../../../src/policy/policy-plan.ts';
import { makeEndpoint } from '../../correlation/scene.ts';

const phone = makeEndpoint({
  name: '4001',
  aors: ['4001-home'],
  forceRport: true,
  rtpSymmetric: false,
  aorStates: [{ name: '4001-home', maxContacts: 3, qualifyFrequency: 0 }],
});
const peer = makeEndpoint({
  name: '4001',
  driver: 'chan_sip',
  forceRport: true,
  rtpSymmetric: true,
  aorStates: undefined,
});

const endpointSection: OwnSection = {
  store: 'pjsip.conf',
  kind: 'endpoint',
  object: '4001',
  settings: [
    ['force_rport', 'yes'],
    ['rtp_symmetric', 'yes'],
  ],
};

test.each<[string, OwnSection, EndpointState[], string[]]>([
  [
    'what Asterisk has as the section says, and not what it has otherwise',
    endpointSection,
    [phone],
    ['endpoint 4001 of 4001: force_rport=yes'],
  ],
  [
    'what an AOR has, for each endpoint that uses it',
    { store: 'pjsip.conf', kind: 'aor', object: '4001-home', settings: [['max_contacts', '3']] },
    [phone, { ...phone, name: '4002' }],
    ['aor 4001-home of 4001: max_contacts=3', 'aor 4001-home of 4002: max_contacts=3'],
  ],
  [
    'what a peer has, in whichever order the words of nat stand',
    { store: 'sip.conf', kind: 'peer', object: '4001', settings: [['nat', 'comedia,force_rport']] },
    [phone, peer],
    ['peer 4001 of 4001: nat=comedia,force_rport'],
  ],
  ['nothing of an endpoint that was not read', endpointSection, [peer], []],
])('must stay: %s', (_what, section, before, expected) => {
  const kept = listKeptValues([section], before);

  expect(
    kept.map(
      ({ kind, object, endpoint, setting, value }) =>
        `${kind} ${object} of ${endpoint}: ${setting}=${value}`,
    ),
  ).toEqual(expected);
});
