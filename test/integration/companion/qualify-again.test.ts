// farend was away for longer than a qualify of Asterisk's: whom Asterisk did not reach meanwhile can be called as
// soon as farend is back.

import { afterEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { type CompanionOffice, createCompanionOffice } from '../../support/companion-office.ts';
import type { FarendLogLine } from '../../support/farend.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const DEADLINE_MS = 20_000;

const flavours = listFlavours(await findProvisioned());
const isPjsip = ({ driver }: AsteriskFlavour): boolean => driver === 'chan_pjsip';

afterEach(stopEverything);

const AVAILABLE = /\b(Avail|OK)\b/;
const UNAVAILABLE = /\b(Unavail|UNREACHABLE)\b/;

describe.each(flavours.filter(isPjsip).slice(0, 1))('$title', (flavour) => {
  test('a phone that Asterisk did not reach while farend was dead can be called when it is back', async () => {
    const scene = await createCompanionOffice({
      flavour,
      endpoints: [{ name: '4001', qualifyFrequency: 600 }],
    });
    const { office, farend } = scene;
    const phone = await office.startPhone({ username: '4001' });
    await phone.register();
    await waitForStatus(scene, flavour, AVAILABLE);

    await killAll(scene);
    await office.asterisk.cli('pjsip qualify 4001');
    await waitForStatus(scene, flavour, UNAVAILABLE);
    const from = farend.log.items.length;
    await farend.start();

    expect(await waitForQuestion(scene, from)).toMatchObject({ asterisk: 'main', phones: 1 });
    await waitForStatus(scene, flavour, AVAILABLE);
    await office.asterisk.cli('channel originate PJSIP/4001 application Wait 1');
    await phone.waitForRequest('INVITE', DEADLINE_MS);
  });
});

describe.each(flavours.filter((flavour) => !isPjsip(flavour)))('$title', (flavour) => {
  test('a peer that Asterisk did not reach is asked when the proxy, and it alone, is back', async () => {
    const scene = await createCompanionOffice({
      flavour,
      endpoints: [{ name: '4001', qualifyFrequency: 1 }],
    });
    const { office, farend } = scene;
    const phone = await office.startPhone({ username: '4001' });
    await phone.register();
    await waitForStatus(scene, flavour, AVAILABLE);

    // Stopped, the parent cannot start it again.
    process.kill(farend.pid, 'SIGSTOP');
    process.kill(farend.findProxyPid(), 'SIGKILL');
    await waitForStatus(scene, flavour, UNAVAILABLE);
    const from = farend.log.items.length;
    process.kill(farend.pid, 'SIGCONT');

    expect(await waitForQuestion(scene, from)).toMatchObject({ asterisk: 'main', phones: 1 });
    await waitForStatus(scene, flavour, AVAILABLE);
    expect(farend.log.items.map(({ event }) => event)).not.toContain('ami-problem');
  });
});

function waitForQuestion({ farend }: CompanionOffice, from: number): Promise<FarendLogLine> {
  return farend.waitForLog(({ event }) => event === 'qualify-again', DEADLINE_MS, from);
}

/** With -9, the parent first, which would start the others again. */
async function killAll({ farend }: CompanionOffice): Promise<void> {
  const pids = [farend.findProxyPid(), farend.findCompanionPid()];
  await farend.kill();
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

function waitForStatus(
  { office }: CompanionOffice,
  { driver }: AsteriskFlavour,
  status: RegExp,
): Promise<true> {
  const question = driver === 'chan_sip' ? 'sip show peer 4001' : 'pjsip show contacts';
  const ask = async (): Promise<true | undefined> =>
    status.test(await office.asterisk.cli(question)) ? true : undefined;
  return pollUntil(ask, {
    timeoutMs: DEADLINE_MS,
    everyMs: 200,
    what: `a contact that is ${status}`,
  });
}
