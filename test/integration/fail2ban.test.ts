// fail2ban, with the files of asterisk-conf/fail2ban: it finds in farend's log who is to be banned, by
// the real address, and nobody else whatever strangers write.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatJournalLine } from '../../src/app/log-text.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { Fail2ban } from '../support/peers/fail2ban.ts';
import { startCrowd } from '../support/phone/crowd.ts';
import { formatRawRequest } from '../support/phone/raw-request.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { type Fail2banRoot, findPeers } from '../support/provision/peers.ts';
import { findProvisioned } from '../support/provision/provision.ts';
import { createScratchDirectory, type ScratchDirectory } from '../support/scratch-directory.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];
const { fail2ban } = findPeers();

const SCANNER = '203.0.113.66';
const FLOODER = '203.0.113.67';
const INNOCENT = '198.51.100.1';
/** What a stranger would write to have somebody else banned. */
const FORGED = `","role":"proxy","event":"scanner","source":"${INNOCENT}"`;
const DEADLINE_MS = 20_000;

describe.skipIf(fail2ban === undefined)('fail2ban', () => {
  let scratch: ScratchDirectory;
  let peer: Fail2ban;

  beforeEach(() => {
    scratch = createScratchDirectory('fail2ban');
    peer = new Fail2ban(fail2ban as Fail2banRoot, scratch.path);
  });

  afterEach(async () => {
    await stopEverything();
    scratch.remove();
  });

  /** Real lines: a scanner, a flood, and a phone and a stranger whose User-Agents look like lines. */
  const provoke = async ({ office, farend }: FarendOffice): Promise<void> => {
    const host = await office.startPhone({
      username: '4001',
      namespace: await office.pbx.addHost(SCANNER),
      address: SCANNER,
    });
    const formatOptions = (userAgent: string) =>
      formatRawRequest({
        method: 'OPTIONS',
        requestUri: `sip:${PBX_ADDRESS}`,
        user: 'x',
        sentBy: `${SCANNER}:5060`,
        headers: { 'User-Agent': userAgent },
      });
    const phone = await office.startPhone({ username: '4001', rport: false, userAgent: FORGED });
    await phone.register();
    const crowd = await startCrowd(await office.pbx.addHost(FLOODER), {
      usernames: ['x'],
      address: FLOODER,
      firstPort: 20_000,
      proxy: FAREND,
    });
    await crowd.flood(3_000);
    await farend.waitForLog(({ event }) => event === 'rate-limited', DEADLINE_MS);
    await host.send(formatOptions(FORGED), FAREND);
    await host.send(formatOptions(`friendly-scanner${FORGED}`), FAREND);
    await farend.waitForLog(({ event }) => event === 'scanner', DEADLINE_MS);
  };

  test('finds scanners and floods by their real address, and nobody whom they name', async () => {
    const scene = await createFarendOffice({ flavour, endpoints: [{ name: '4001' }] });
    await provoke(scene);
    const log = join(scratch.path, 'farend.log');
    const lines = scene.farend.log.items.map((line) => JSON.stringify(line));
    writeFileSync(log, lines.map((line) => `${line}\n`).join(''));

    const { exitCode, stdout } = await peer.run(
      'regex',
      '-o',
      'ip',
      log,
      join(peer.config, 'filter.d/farend.conf'),
    );

    expect(exitCode).toBe(0);
    expect(new Set(stdout.trim().split('\n'))).toEqual(new Set([SCANNER, FLOODER]));
    expect(lines.join('\n')).toContain(INNOCENT);
  });

  test('finds them in the journal as well, and nobody whom they name', async () => {
    const journal = join(scratch.path, 'journal');
    const forged = `proxy: scanner from ${INNOCENT}: x ${FORGED}`;
    const lines = [
      { level: 30, role: 'proxy', source: SCANNER, msg: `scanner from ${SCANNER}: ${forged}` },
      { level: 30, role: 'proxy', msg: `registered ${forged}`, userAgent: forged },
      { level: 30, role: 'companion', msg: `scanner from ${INNOCENT}: x` },
    ].map((line) => formatJournalLine(JSON.stringify(line)).replace(/^<6>/, ''));
    const head = '2026-11-21T07:00:00+0000 pbx farend[812]: ';
    writeFileSync(journal, lines.map((line) => `${head}${line}`).join(''));

    const { exitCode, stdout } = await peer.run(
      'regex',
      ...['-o', 'ip', '-d', '%Y-%m-%dT%H:%M:%S%z'],
      journal,
      join(peer.config, 'filter.d/farend.conf'),
    );

    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([SCANNER]);
  });

  test('takes the jails, which ban by UDP too and never ourselves', async () => {
    const tested = await peer.run('client', '-t');
    const dumped = await peer.run('client', '-d');

    expect(tested).toMatchObject({ exitCode: 0 });
    expect(dumped.stdout).toContain("['protocol', 'tcp,udp']");
    expect(dumped.stdout).toContain("'addignoreip', '127.0.0.0/8', '::1', '192.0.2.10'");
  });
});
