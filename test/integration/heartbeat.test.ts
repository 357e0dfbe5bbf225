// The heartbeat of `farend run`: it is there while proxy and companion work, and not when one of them
// does not.

import { afterEach, expect, test } from 'vitest';
import { type Farend, startFarend } from '../support/farend.ts';
import { createConfig } from '../support/farend-office.ts';
import { createPbxNetwork } from '../support/network/pbx-network.ts';
import { own, stopEverything } from '../support/process/lifetime.ts';
import { type LabReceiver, startReceiver } from '../support/receiver/start-receiver.ts';

const EVERY_MS = 2_000;
const PATH = '/beat/0f4b';
const DEADLINE_MS = 30_000;

afterEach(stopEverything);

interface Scene {
  readonly farend: Farend;
  readonly receiver: LabReceiver;
}

async function createScene(): Promise<Scene> {
  const { namespace } = own(await createPbxNetwork());
  const receiver = await startReceiver(namespace);
  const heartbeat = { url: `${receiver.url}${PATH}`, every: `${EVERY_MS}ms` };
  const farend = await startFarend({
    namespace,
    command: 'run',
    config: { ...createConfig(), alerts: { heartbeat } },
    keepsState: true,
  });
  return { farend, receiver };
}

/** Beats from now on. */
async function waitForBeats({ receiver }: Scene, count: number): Promise<void> {
  for (let beat = 0; beat < count; beat += 1) {
    const from = receiver.requests.items.length;
    await receiver.waitFor(({ path }) => path === PATH, DEADLINE_MS, from);
  }
}

/** How long after the process was stopped the last beat came, in milliseconds. */
async function stopProcess({ receiver }: Scene, pid: number): Promise<number> {
  process.kill(pid, 'SIGSTOP');
  const stoppedAt = Date.now();
  await receiver.waitForSilence(4 * EVERY_MS);
  return (receiver.requests.items.at(-1)?.at ?? stoppedAt) - stoppedAt;
}

test('the heartbeat stops within two beats of a proxy that is stuck, and comes back with it', async () => {
  const scene = await createScene();
  const { farend } = scene;
  await waitForBeats(scene, 2);
  const pid = farend.findProxyPid();

  const lastBeat = await stopProcess(scene, pid);
  const withheld = await farend.waitForLog(({ event }) => event === 'heartbeat-withheld');
  process.kill(pid, 'SIGCONT');
  await waitForBeats(scene, 2);

  expect(lastBeat).toBeLessThanOrEqual(2 * EVERY_MS);
  expect(withheld.msg).toBe('the heartbeat stops: the proxy gives no sign of life');
  await farend.waitForLog(({ event }) => event === 'heartbeat-recovered');
});

test('the heartbeat stops with a companion that is stuck, and comes back with it', async () => {
  const scene = await createScene();
  await waitForBeats(scene, 2);
  const pid = scene.farend.findCompanionPid();

  const lastBeat = await stopProcess(scene, pid);
  process.kill(pid, 'SIGCONT');
  await waitForBeats(scene, 2);

  expect(lastBeat).toBeLessThanOrEqual(2 * EVERY_MS);
});

test('the heartbeat goes on when its URL was away, which is told once, and the URL never', async () => {
  const scene = await createScene();
  const { farend, receiver } = scene;
  await waitForBeats(scene, 1);

  await receiver.behave('hang');
  await farend.waitForLog(({ event }) => event === 'heartbeat-failed');
  await waitForBeats(scene, 3);
  await receiver.behave('answer');
  await farend.waitForLog(({ event }) => event === 'heartbeat-recovered');

  const failures = farend.log.items.filter(({ event }) => event === 'heartbeat-failed');
  expect(failures).toHaveLength(1);
  expect(JSON.stringify(farend.log.items)).not.toContain(PATH);
});
