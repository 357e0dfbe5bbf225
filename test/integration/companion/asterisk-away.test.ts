// Asterisk cannot be asked for a while, since it is restarted or AMI is cut: what the wire shows is told
// all the same, and what Asterisk says is right again as soon as it can be asked.

import { afterEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
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

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('is restarted: its phones are as before, and one that tried meanwhile is told why', async () => {
    const scene = await createScene(flavour);
    const [story, other] = [new Story(scene, '4001', 0), new Story(scene, '4002', 1)];
    const phone = await story.startPhone();
    await phone.register();
    await story.see(working);
    const { asterisk } = scene.office;

    const [down, silent] = [waitForEvent(scene, 'ami-down'), waitForEvent(scene, 'asterisk-down')];
    await asterisk.halt();
    await story.see(unasked, { causedAt: await down });
    await silent;
    const unlucky = await other.startPhone();
    await unlucky.register();
    await other.see({ registered: false, verdict: 'failing', leg: 'proxy-to-asterisk' });
    const [up, answers] = [waitForEvent(scene, 'ami-up'), waitForEvent(scene, 'asterisk-up')];
    await asterisk.start();
    await story.see(working, { causedAt: await up });

    await answers;
    await unlucky.register();
    await other.see(working);
  });

  test('has AMI cut for longer than the pauses between tries: the wire is told meanwhile', async () => {
    const scene = await createScene(flavour);
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

function createScene(flavour: AsteriskFlavour): Promise<CompanionOffice> {
  const endpoints = ['4001', '4002', '4003'].map((name) => ({ name }));
  return createCompanionOffice({ flavour, endpoints, site: { hosts: 6 } });
}

/** When it was logged, from now on. */
async function waitForEvent({ farend }: CompanionOffice, name: string): Promise<number> {
  const from = farend.log.items.length;
  const { time } = await farend.waitForLog(({ event }) => event === name, DEADLINE_MS, from);
  return Date.parse(String(time));
}

async function waitForAttempts(cut: TcpCut): Promise<void> {
  const ask = async () => ((await cut.countAttempts()) >= ATTEMPTS ? true : undefined);
  await pollUntil(ask, { timeoutMs: DEADLINE_MS, everyMs: 200, what: 'trying again' });
}
