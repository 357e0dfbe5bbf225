import { expect, it } from 'vitest';
import type { AsteriskSurvey } from '../../../src/host/asterisk-survey.ts';
import { isServed } from '../../../src/install/plan/find-transport.ts';
import { makeConfigWish } from '../../../src/install/plan/make-wish.ts';

const transport = {
  driver: 'chan_pjsip',
  protocol: 'udp',
  address: '0.0.0.0',
  port: 5060,
  localNets: [],
} as const;

function findPorts(...busyPorts: readonly number[]): number[] {
  const survey = {
    asterisk: { configDirectory: '/etc/asterisk' },
    transports: [transport],
    drivers: ['chan_pjsip'],
    services: { manager: { port: 5038 }, http: { port: 8088 } },
  } as unknown as AsteriskSurvey;
  const wish = makeConfigWish(
    { way: 'all', address: '203.0.113.10', sites: [], hasAri: false, hasPolicy: false },
    {
      survey,
      networks: [],
      busyPorts: new Set(busyPorts),
      configDirectory: '/etc/farend',
      state: '/var/lib/farend',
      run: '/run/farend',
    },
  );
  return [wish.listenPort, wish.divertedPort, wish.asteriskSidePort];
}

it('takes ports that no other program has', () => {
  expect(findPorts()).toEqual([5070, 5071, 5062]);
  expect(findPorts(5071, 5062, 5063)).toEqual([5072, 5073, 5064]);
});

it('knows which addresses a transport for all of them takes', () => {
  const bound = { ...transport, address: '::' } as never;

  expect(isServed(transport as never, '203.0.113.10')).toBe(true);
  expect(isServed(transport as never, '2001:db8::10')).toBe(false);
  expect(isServed(bound, '203.0.113.10')).toBe(false);
  expect(isServed(bound, '2001:db8::10')).toBe(true);
  expect(isServed({ ...(bound as object), driver: 'chan_sip' } as never, '203.0.113.10')).toBe(
    true,
  );
});
