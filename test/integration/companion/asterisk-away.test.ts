// Asterisk cannot be asked for a while, since it is restarted or AMI is cut: what the wire shows is told
// all the same, and what Asterisk says is right again as soon as it can be asked.

import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  AMI_PORT,
  type CompanionOffice,
  createCompanionOffice,
} from '../../support/companion-office.ts';
import { cutTcp, type TcpCut } from '../../support/network/tcp-cut.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { type Expected, Story } from './story.ts';
import { listViews, type View } from './views.ts';

const working: Expected = { registered: true, verdict: 'working', leg: 'none' };
const unasked: Expected = {
  registered: true,
  verdict: 'unknown',
  leg: 'none',
  because: /^Asterisk cannot be asked at the moment/,
};
const gone: Expected = { registered: false, verdict: 'unknown', leg: 'none' };
/** By then the pauses between them have their full length. */
const ATTEMPTS = 5;
const DEADLINE_MS = 45_000;

const views = listViews(listFlavours(await findProvisioned()));
const throughProxy = views.filter(({ producer }) => producer === 'proxy');

afterEach(stopEverything);

describe.each(views)('$flavour.title, phones seen $seen', (view) => {
  test('is restarted, and its phones are as before', async () => {
    const scene = await createScene(view);
    const story = new Story(scene, '4001', 0);
    const phone = await story.startPhone();
    await phone.register();
    await story.see(working);
    const { asterisk } = scene.office;

    const down = waitForEvent(scene, 'ami-down');
    await asterisk.halt();
    const seen = await story.see(unasked, { causedAt: await down });
    const up = waitForEvent(scene, 'ami-up');
    await asterisk.start();

    const again = await story.see(working, { causedAt: await up });
    expect([again.id, again.received]).toEqual([seen.id, seen.received]);
  });

  test('has AMI cut for longer than the pauses between tries: the wire is told meanwhile', async () => {
    const scene = await createScene(view);
    const [story, leaving, coming] = ['4001', '4002', '4003'].map(
      (name, place) => new Story(scene, name, place),
    ) as [Story, Story, Story];
    const [phone, leaver] = [await story.startPhone(), await leaving.startPhone()];
    await phone.register();
    await leaver.register();
    const before = await story.see(working);
    await leaving.see(working);

    const down = waitForEvent(scene, 'ami-down');
    const cut = await cutTcp(scene.office.pbx.namespace, AMI_PORT);
    await story.see(unasked, { causedAt: await down });
    await scene.office.site.forgetBindings(story.address);
    await phone.register();
    await leaver.unregister();
    await (await coming.startPhone()).register();
    const moved = await story.see(unasked);
    await leaving.see(gone);
    await coming.see(unasked);
    await waitForAttempts(cut);
    const up = waitForEvent(scene, 'ami-up');
    await cut.heal();

    const causedAt = await up;
    await story.see(working, { causedAt });
    await coming.see(working, { causedAt });
    await leaving.see(gone, { causedAt });
    expect(moved.id).toBe(before.id);
    expect(moved.received).not.toBe(before.received);
  });
});

describe.each(throughProxy)('$flavour.title', (view) => {
  test('is down, and a phone that registers is told of until it is up again', async () => {
    const scene = await createScene(view);
    const story = new Story(scene, '4002', 0);
    const phone = await story.startPhone();

    const down = waitForEvent(scene, 'asterisk-down');
    await scene.office.asterisk.halt();
    await down;
    await phone.register();
    await story.see({ registered: false, verdict: 'failing', leg: 'proxy-to-asterisk' });
    const up = waitForEvent(scene, 'asterisk-up');
    await scene.office.asterisk.start();
    await up;
    await waitForAmi(scene);
    await phone.register();

    await story.see(working);
  });
});

function createScene({ flavour, producer, settings }: View): Promise<CompanionOffice> {
  const endpoints = ['4001', '4002', '4003'].map((name) => ({ name, ...settings }));
  return createCompanionOffice({ flavour, producer, endpoints, site: { hosts: 6 } });
}

/** When it was logged, from now on. */
async function waitForEvent({ farend }: CompanionOffice, name: string): Promise<number> {
  const from = farend.log.items.length;
  const { time } = await farend.waitForLog(({ event }) => event === name, DEADLINE_MS, from);
  return Date.parse(String(time));
}

/** The latest that was told of AMI is that it is up. */
async function waitForAmi({ farend: { log } }: CompanionOffice): Promise<void> {
  const isUp = () => log.items.findLast(({ event }) => /^ami-(up|down)$/.test(event ?? ''));
  const ask = async () => (isUp()?.event === 'ami-up' ? true : undefined);
  await pollUntil(ask, { timeoutMs: DEADLINE_MS, what: 'AMI' });
}

async function waitForAttempts(cut: TcpCut): Promise<void> {
  const ask = async () => ((await cut.countAttempts()) >= ATTEMPTS ? true : undefined);
  await pollUntil(ask, { timeoutMs: DEADLINE_MS, everyMs: 200, what: 'trying again' });
}
