// The processes of `farend run`: whichever of them dies or hangs, phones are served, and what was there
// before comes back by itself.

import { afterEach, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import type { Farend, FarendLogLine } from '../support/farend.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../support/farend-office.ts';
import { type Crowd, startCrowd } from '../support/phone/crowd.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { pollUntil } from '../support/process/poll-until.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const DEADLINE_MS = 30_000;
/** Each with an address of its own, so that no address sends more than an office does. */
const CROWDS = 4;
const USERS_PER_CROWD = 250;
const CALLERS = ['4001', '4002'];
const crowdUsers = Array.from({ length: CROWDS }, (_, crowd) =>
  Array.from({ length: USERS_PER_CROWD }, (_unused, index) =>
    String(5000 + crowd * USERS_PER_CROWD + index),
  ),
);
const endpoints = [...CALLERS, ...crowdUsers.flat()].map((name) => ({
  name,
  rtpSymmetric: true,
  nat: 'force_rport,comedia',
}));

afterEach(stopEverything);

/** `farend run` whose two processes are at work. */
async function startProcesses(): Promise<FarendOffice> {
  const scene = await createFarendOffice({ flavour, endpoints, command: 'run' });
  await waitForCompanion(scene.farend);
  return scene;
}

const waitForCompanion = (farend: Farend, from = 0): Promise<FarendLogLine> =>
  farend.waitForLog(({ event }) => event === 'proxy-up', DEADLINE_MS, from);

const waitForVerdict = (farend: Farend, name: string, from: number): Promise<FarendLogLine> =>
  farend.waitForLog(
    ({ event, role, endpoint }) => role === 'companion' && event === 'verdict' && endpoint === name,
    DEADLINE_MS,
    from,
  );

async function startCrowds({ office }: FarendOffice): Promise<Crowd[]> {
  return await Promise.all(
    crowdUsers.map(async (usernames, crowd) => {
      const address = `203.0.113.${61 + crowd}`;
      return startCrowd(await office.pbx.addHost(address), {
        usernames,
        address,
        firstPort: 20_000,
        proxy: FAREND,
      });
    }),
  );
}

/** 1,000 phones within four seconds; how each fared. */
const registerAll = async (crowds: readonly Crowd[]): Promise<string[]> =>
  (await Promise.all(crowds.map((crowd) => crowd.register(4_000)))).flat();

const allAccepted = crowdUsers.flat().map(() => 'accepted');

test('a killed companion comes back and takes up the feed, and no phone notices', async () => {
  const scene = await startProcesses();
  const { farend, office } = scene;
  const crowds = await startCrowds(scene);
  const phone = await office.startPhone({ username: '4001', rport: false });
  const from = farend.log.items.length;
  const killed = farend.findCompanionPid();

  process.kill(killed, 'SIGKILL');
  const { outcome } = await phone.register();
  const outcomes = await registerAll(crowds);
  const died = await farend.waitForLog(
    ({ event }) => event === 'companion-died',
    DEADLINE_MS,
    from,
  );
  await waitForCompanion(farend, from);
  await waitForVerdict(farend, '4001', from);

  expect(died).toMatchObject({ role: 'parent', status: 'SIGKILL' });
  expect([outcome, ...outcomes]).toEqual(['accepted', ...allAccepted]);
  expect(farend.findCompanionPid()).not.toBe(killed);
});

test('a killed proxy is started again, and the companion finds it', async () => {
  const scene = await startProcesses();
  const { farend, office } = scene;
  const companion = farend.findCompanionPid();
  const from = farend.log.items.length;

  process.kill(farend.findProxyPid(), 'SIGKILL');
  await farend.waitForLog(({ event }) => event === 'proxy-down', DEADLINE_MS, from);
  await waitForCompanion(farend, from);
  const phone = await office.startPhone({ username: '4001', rport: false });
  const { outcome } = await phone.register();
  await waitForVerdict(farend, '4001', from);

  expect(outcome).toBe('accepted');
  expect(farend.findCompanionPid()).toBe(companion);
});

test('a killed parent leaves nobody behind who holds the ports', async () => {
  const { farend } = await startProcesses();
  const from = farend.log.items.length;

  await farend.kill();
  await pollUntil(
    async () => (farend.findProxyPid() + farend.findCompanionPid() === 0 ? true : undefined),
    { timeoutMs: DEADLINE_MS, what: 'the end of the children' },
  );
  await farend.start();
  await waitForCompanion(farend, from);

  const died = farend.log.items.slice(from).filter(({ event }) => event === 'proxy-died');
  expect(died).toEqual([]);
});
