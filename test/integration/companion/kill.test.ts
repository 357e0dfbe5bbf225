// farend is killed with SIGKILL, a part of it or all of it: records and history are there again, and what
// happened meanwhile is caught up with.

import { afterEach, describe, expect, test } from 'vitest';
import type { DeviceChange } from '../../../src/api/http/device-schema.ts';
import { askApi } from '../../support/ask-api.ts';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { type CompanionOffice, createCompanionOffice } from '../../support/companion-office.ts';
import type { Farend } from '../../support/farend.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { type Expected, Story } from './story.ts';

const working: Expected = { registered: true, verdict: 'working', leg: 'none' };
const gone: Expected = { registered: false, verdict: 'unknown', leg: 'none' };
const failing: Expected = { registered: false, verdict: 'failing', leg: 'credentials' };
const NAMES = ['4001', '4002', '4003'];
/** What is older than that is written down. */
const WRITTEN_MS = 1_000;
const DEADLINE_MS = 30_000;

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('a killed companion has what is older than a second, and learns what happened meanwhile', async () => {
    const { scene, stories, phone } = await createScene(flavour);
    const [story, leaving, failed] = stories;
    const { farend, office } = scene;
    await waitUntilWritten(scene);
    const before = await readPast(scene);

    const from = farend.log.items.length;
    process.kill(farend.findCompanionPid(), 'SIGKILL');
    await office.site.forgetBindings(story.address);
    await phone.register();
    await waitForStart(farend, from);

    const moved = await story.see(working, { causedAt: Number.POSITIVE_INFINITY });
    await leaving.see(gone);
    await failed.see(failing);
    const after = await readPast(scene);
    const [latest] = after.get('4001') ?? [];
    expect(latest).toMatchObject({ kind: 'moved', source: moved.received });
    expect(withoutFirst(after.get('4001'))).toEqual(before.get('4001'));
    expect(after.get('4002')).toEqual(before.get('4002'));
    expect(after.get('4003')).toEqual(before.get('4003'));
  });

  test('when all of farend is killed, no binding and no history is lost', async () => {
    const { scene, stories, phone } = await createScene(flavour);
    const { farend } = scene;
    await waitUntilWritten(scene);
    const before = await readPast(scene);
    const seen = await Promise.all(stories.map((story) => story.readDevices()));

    const pids = [farend.findProxyPid(), farend.findCompanionPid()];
    await farend.kill();
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    const from = farend.log.items.length;
    await farend.start();
    await waitForStart(farend, from);

    await stories[0].see(working);
    await stories[1].see(gone);
    await stories[2].see(failing);
    const after = await readPast(scene);
    // Asterisk may have missed the phone meanwhile, and told so since.
    for (const [name, past] of before) expect(after.get(name)?.slice(-past.length)).toEqual(past);
    const seenAgain = await Promise.all(stories.map((story) => story.readDevices()));
    expect(seenAgain.flat().map((device) => device?.id)).toEqual(
      seen.flat().map((device) => device?.id),
    );
    // Its binding is there: Asterisk reaches it.
    phone.forgetRequests();
    await phone.waitForRequest('OPTIONS', DEADLINE_MS);
  });
});

/** One phone that has moved, one that has left, one whose password is wrong. */
async function createScene(flavour: AsteriskFlavour) {
  const scene = await createCompanionOffice({
    flavour,
    endpoints: NAMES.map((name) => ({ name, qualifyFrequency: 2 })),
    site: { hosts: 6 },
  });
  const stories = NAMES.map((name, place) => new Story(scene, name, place)) as [
    Story,
    Story,
    Story,
  ];
  const [story, leaving, failed] = stories;
  const phone = await story.startPhone();
  const leaver = await leaving.startPhone();
  const stranger = await failed.startPhone({ password: 'wrong' });
  await Promise.all([phone, leaver, stranger].map((each) => each.register()));
  await scene.office.site.forgetBindings(story.address);
  await phone.register();
  await leaver.unregister();
  await story.see(working);
  await leaving.see(gone);
  await failed.see(failing);
  return { scene, stories, phone };
}

/** The history of each endpoint. */
async function readPast({ farend }: CompanionOffice): Promise<Map<string, DeviceChange[]>> {
  const past = NAMES.map(async (name): Promise<[string, DeviceChange[]]> => {
    const { text } = await askApi(farend.apiPath, `/v1/devices/${name}`);
    return [name, (JSON.parse(text) as { history: DeviceChange[] }).history];
  });
  return new Map(await Promise.all(past));
}

async function waitUntilWritten(scene: CompanionOffice): Promise<void> {
  const ask = async () => {
    const times = [...(await readPast(scene)).values()].flat().map(({ time }) => time ?? '');
    const latest = Math.max(...times.map((time) => Date.parse(time)));
    return Date.now() - latest > WRITTEN_MS ? true : undefined;
  };
  await pollUntil(ask, { timeoutMs: DEADLINE_MS, everyMs: 200, what: 'a second of silence' });
}

async function waitForStart(farend: Farend, from: number): Promise<void> {
  await farend.waitForLog(({ event }) => event === 'proxy-up', DEADLINE_MS, from);
  await farend.waitForLog(({ event }) => event === 'ami-up', DEADLINE_MS, from);
}

const withoutFirst = (changes: DeviceChange[] | undefined) => changes?.slice(1);
