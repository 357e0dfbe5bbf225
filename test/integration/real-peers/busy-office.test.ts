// An office of 300 phones behind one public address, as SIPp: all may register at once, and a flood
// from that address costs them nothing.

import { beforeEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { type Crowd, createCrowd, createUser, type Play } from '../../support/peers/crowd.ts';
import type { SippUser } from '../../support/peers/sipp-options.ts';
import type { SippStatistics } from '../../support/peers/sipp-statistics.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findPeers } from '../../support/provision/peers.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];
const SIZE = 300;
/** Two phones at each address: one at port 5060, one at port 5061. */
const HOSTS = SIZE / 2;
const TIMEOUT_MS = 90_000;
const FLOOD = { perSecond: 300, seconds: 30 };
const CALLS = 10;

type Half = Pick<Play, 'port'> & { readonly users: readonly SippUser[] };

const splitPhones = ({ users }: Crowd): [Half, Half] => [
  { users: users.slice(0, HOSTS), port: 5060 },
  { users: users.slice(HOSTS), port: 5061 },
];

/** All at once, as after a power cut, and for no longer than ten seconds. */
const registerAll = (crowd: Crowd): Promise<SippStatistics[]> => {
  const options = { scenario: 'register', rate: 1000, timeoutS: 10 } as const;
  return Promise.all(splitPhones(crowd).map((half) => crowd.run({ ...half, ...options })));
};

/** A program at another machine of the office asks for 300 made-up names a second. */
const flood = (crowd: Crowd): ReturnType<Crowd['play']> => {
  const names = Array.from({ length: FLOOD.perSecond * FLOOD.seconds }, (_, n) => `x${n}`);
  return crowd.play({
    scenario: 'ask-to-register',
    address: crowd.strangerAddress,
    hasSocketPerAddress: false,
    users: names.map((name) => createUser(name, crowd.strangerAddress)),
    rate: FLOOD.perSecond,
  });
};

describe.skipIf(findPeers().sipp === undefined)('300 phones behind one address', () => {
  let crowd: Crowd;

  beforeEach(async () => {
    crowd = await createCrowd({ flavour, size: SIZE, hosts: HOSTS });
    return stopEverything;
  });

  test('register within ten seconds, and none is dropped', { timeout: TIMEOUT_MS }, async () => {
    const halves = await registerAll(crowd);

    for (const half of halves) {
      expect(half).toMatchObject({ successful: HOSTS, failed: 0, errors: [] });
    }
    expect(await crowd.countDrops()).toEqual({});
  });

  test('are called, refresh and move while a flood from that address is limited', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const [refreshing, called] = splitPhones(crowd);
    await registerAll(crowd);

    const answering = await crowd.play({ ...called, scenario: 'answer' });
    const flooding = await flood(crowd);
    await crowd.farend.waitForLog(({ event }) => event === 'rate-limited', 30_000);
    for (const { name } of called.users.slice(0, CALLS)) await crowd.originate(name, '9002');
    await crowd.waitForCalls(CALLS);
    await crowd.office.asterisk.cli('channel request hangup all');
    await crowd.waitForCalls(0);
    const answered = await answering.close();
    const refreshed = await crowd.run({ ...refreshing, scenario: 'register' });
    await crowd.office.site.rebootRouter();
    const moved = await crowd.run({ ...refreshing, scenario: 'register' });
    const flooded = await flooding.close();
    const drops = await crowd.countDrops();

    expect(refreshed).toMatchObject({ successful: HOSTS, failed: 0, errors: [] });
    expect(moved).toMatchObject({ successful: HOSTS, failed: 0, errors: [] });
    expect(answered).toMatchObject({ answered: CALLS, failed: 0, errors: [] });
    expect(flooded.successful).toBeLessThan(FLOOD.perSecond * FLOOD.seconds);
    expect(Object.keys(drops)).toEqual(['rate-limited']);
  });
});
