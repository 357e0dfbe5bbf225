// The processes of `farend run`: whichever of them dies or hangs, phones are served, and what was there
// before comes back by itself.

import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import type { Farend, FarendLogLine } from '../support/farend.ts';
import {
  createConfig,
  createFarendOffice,
  FAREND,
  type FarendOffice,
} from '../support/farend-office.ts';
import { type Crowd, startCrowd } from '../support/phone/crowd.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { pollUntil } from '../support/process/poll-until.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const DEADLINE_MS = 30_000;
/** Each with an address of its own, so that no address sends more than an office does. */
const CROWDS = 4;
const USERS_PER_CROWD = 60;
/** 1,200 registrations. */
const ROUNDS = 5;
/** A round is 480 frames of the feed, of which it keeps 10,000; the socket holds some more. */
const ROUNDS_TO_OVERFLOW = 25;
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

/** All phones register so many times, each time within half a second; how they fared. */
async function registerAll(crowds: readonly Crowd[], rounds: number): Promise<Set<string>> {
  const outcomes = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const each = await Promise.all(crowds.map((crowd) => crowd.register(500)));
    for (const outcome of each.flat()) outcomes.add(outcome);
  }
  return outcomes;
}

function readResidentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]) / 1024;
}

test('a killed companion comes back and takes up the feed, and no phone notices', async () => {
  const scene = await startProcesses();
  const { farend, office } = scene;
  const crowds = await startCrowds(scene);
  const phone = await office.startPhone({ username: '4001', rport: false });
  const from = farend.log.items.length;
  const killed = farend.findCompanionPid();

  process.kill(killed, 'SIGKILL');
  const { outcome } = await phone.register();
  const outcomes = await registerAll(crowds, ROUNDS);
  const died = await farend.waitForLog(
    ({ event }) => event === 'companion-died',
    DEADLINE_MS,
    from,
  );
  await waitForCompanion(farend, from);
  await waitForVerdict(farend, '4001', from);

  expect(died).toMatchObject({ role: 'parent', status: 'SIGKILL' });
  expect([outcome, ...outcomes]).toEqual(['accepted', 'accepted']);
  expect(farend.findCompanionPid()).not.toBe(killed);
});

test('a companion that hangs costs no phone and no memory, and is told what it missed', async () => {
  const scene = await startProcesses();
  const { farend, office } = scene;
  const crowds = await startCrowds(scene);
  const caller = await office.startPhone({ username: '4001', rport: false });
  const callee = await office.startPhone({
    username: '4002',
    address: '192.168.1.51',
    rport: false,
    calls: { final: 'answer' },
  });
  const companion = farend.findCompanionPid();
  const from = farend.log.items.length;
  await registerAll(crowds, 1);
  const before = readResidentMiB(farend.findProxyPid());

  process.kill(companion, 'SIGSTOP');
  const outcomes = await registerAll(crowds, ROUNDS_TO_OVERFLOW);
  await caller.register();
  await callee.register();
  const call = await caller.call('4002');
  await call.waitUntilConfirmed();
  await call.hangUp();
  const after = readResidentMiB(farend.findProxyPid());
  process.kill(companion, 'SIGCONT');
  const lost = await farend.waitForLog(({ event }) => event === 'feed-lost', DEADLINE_MS, from);
  await waitForVerdict(farend, '4002', from);

  expect([...outcomes]).toEqual(['accepted']);
  expect(lost.count).toBeGreaterThan(0);
  // What the feed keeps at most, and as much again for garbage.
  expect(after - before).toBeLessThan(64);
  expect(farend.findCompanionPid()).toBe(companion);
});

test('a companion that cannot use the file is told, phones are served, and SIGHUP brings it back', async () => {
  const scene = await startProcesses();
  const { farend, office } = scene;
  const phone = await office.startPhone({ username: '4001', rport: false });
  const from = farend.log.items.length;

  process.kill(farend.findCompanionPid(), 'SIGKILL');
  farend.writeConfig('proxy: { listen: [udp://203.0.113.10:5060], asterik: [] }\n');
  const died = await farend.waitForLog(
    ({ event, status }) => event === 'companion-died' && status === 2,
    DEADLINE_MS,
    from,
  );
  const { outcome } = await phone.register();
  farend.writeConfig(createConfig());
  farend.reload();
  await waitForCompanion(farend, from);

  expect(died).toMatchObject({ role: 'parent' });
  expect(outcome).toBe('accepted');
});

test('SIGHUP reaches both, and SIGTERM ends the companion before the proxy', async () => {
  const { farend } = await startProcesses();
  const from = farend.log.items.length;
  const waitForBoth = (name: string) =>
    Promise.all(
      ['proxy', 'companion'].map((who) =>
        farend.waitForLog(({ event, role }) => event === name && role === who, DEADLINE_MS, from),
      ),
    );

  farend.reload();
  await waitForBoth('reloaded');
  const status = await farend.terminate();
  await waitForBoth('stopped');

  const ended = farend.log.items.slice(from).filter(({ event }) => event === 'stopped');
  expect(status).toEqual({ code: 0, signal: null });
  expect(ended.map(({ role }) => role)).toEqual(['companion', 'proxy']);
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
