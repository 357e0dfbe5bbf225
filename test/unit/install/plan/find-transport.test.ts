import { describe, expect, test } from 'vitest';
import type { SipTransport } from '../../../../src/host/asterisk-survey.ts';
import {
  findTransport,
  type TransportWish,
  tellOthers,
} from '../../../../src/install/plan/find-transport.ts';

const asterisk = {
  confFile: '/etc/asterisk/asterisk.conf',
  configDirectory: '/etc/asterisk',
  runDirectory: '/run/asterisk',
  logDirectory: '/var/log/asterisk',
  controlSocket: '/run/asterisk/asterisk.ctl',
};

function createTransport(given: Partial<SipTransport>): SipTransport {
  return {
    name: 'transport-udp',
    driver: 'chan_pjsip',
    protocol: 'udp',
    address: '0.0.0.0',
    port: 5060,
    place: { file: '/etc/asterisk/pjsip.conf', line: 12 },
    localNets: [],
    ...given,
  };
}

const survey = (...transports: SipTransport[]) => ({
  asterisk,
  drivers: ['chan_pjsip', 'chan_sip'] as const,
  transports,
});

const tcp = createTransport({ name: 'tcp', protocol: 'tcp' });
const sip = createTransport({ name: 'general', driver: 'chan_sip', port: 5160 });
const inside = createTransport({ name: 'inside', address: '192.0.2.10' });
const outside = createTransport({ name: 'outside', address: '203.0.113.10' });

describe('the transport that farend is put before', () => {
  const cases: readonly [string, readonly SipTransport[], TransportWish, SipTransport][] = [
    ['chan_pjsip’s, where both drivers are', [sip, inside], {}, inside],
    ['the one at the port that is asked for', [inside, sip], { sipPort: 5160 }, sip],
    [
      'the one at the address that is asked for',
      [inside, outside],
      { address: '203.0.113.10' },
      outside,
    ],
    [
      'the first one, where none is at that address',
      [inside, outside],
      { address: '192.0.2.99' },
      inside,
    ],
    ['no TCP', [tcp, sip], {}, sip],
  ];
  test.each(cases)('is %s', (_, transports, wish, found) => {
    expect(findTransport(survey(...transports), wish)).toBe(found);
  });

  test('without one, the lines to add are told', () => {
    expect(() => findTransport(survey(tcp))).toThrow(
      /Add these lines to \/etc\/asterisk\/pjsip\.conf[\s\S]*\n {2}bind = 0\.0\.0\.0$/,
    );
  });

  test('at another port, those that are there are told', () => {
    expect(() => findTransport(survey(sip), { sipPort: 5060 })).toThrow(
      '--sip-port: Asterisk has no SIP over UDP there, but at 0.0.0.0:5160 (chan_sip, /etc/asterisk/pjsip.conf:12)',
    );
  });
});

test('what is left alone is told, with the flag that takes it', () => {
  expect(tellOthers(survey(inside, tcp), inside)).toEqual([]);
  expect(tellOthers(survey(inside, outside), inside)[0]).toMatch(
    /before 192\.0\.2\.10:5060 \(inside, .*203\.0\.113\.10:5060 \(outside, .*--address\.$/,
  );
  expect(tellOthers(survey(inside, sip), inside)[0]).toMatch(/5160 \(chan_sip.*--sip-port\.$/);
});
