// Who tries passwords through farend is banned by the real address, by farend and by a real fail2ban with
// its own filter for Asterisk; farend itself, and an office with a phone at work, never are.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { createCompanionOffice } from '../support/companion-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { Fail2ban } from '../support/peers/fail2ban.ts';
import type { Phone } from '../support/phone/phone.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { type Fail2banRoot, findPeers } from '../support/provision/peers.ts';
import { findProvisioned } from '../support/provision/provision.ts';
import { createScratchDirectory, type ScratchDirectory } from '../support/scratch-directory.ts';

const flavours = listFlavours(await findProvisioned());
const { fail2ban } = findPeers();

const ATTACKER = '203.0.113.66';
const OFFICE = '203.0.113.1';
const JAIL = 'farend-passwords';
const DEADLINE_MS = 60_000;
const PASSWORDS = 100;

/** In place of what the operator's files have: nothing of systemd, nftables, and this log. */
const formatJails = (log: string): string =>
  `[DEFAULT]\nbanaction_allports = nftables[type=allports]\n[farend]\nenabled = false\n[asterisk]\nenabled = false\n[${JAIL}]\nenabled = true\nlogpath = ${log}\n`;

/** Wrong, and answered: how many of a hundred. */
async function guess(phone: Phone): Promise<number> {
  let answered = 0;
  for (let at = 0; at < PASSWORDS; at += 1) {
    const { outcome } = await phone.register({ newCallId: true });
    if (outcome === 'refused') answered += 1;
    // Who is banned gets no answer, and the ninety that are left would get none either.
    else if (at > 50) break;
  }
  return answered;
}

describe.skipIf(fail2ban === undefined)('a hundred wrong passwords', () => {
  let scratch: ScratchDirectory;

  beforeEach(() => {
    scratch = createScratchDirectory('fail2ban');
  });

  afterEach(async () => {
    await stopEverything();
    scratch.remove();
  });

  test.each(flavours)(
    'through farend to $title ban who tried them, and nobody else',
    async (flavour) => {
      const endpoints = ['4001', '4002'].map((name) => ({ name }));
      const { office, farend } = await createCompanionOffice({ flavour, endpoints });
      const log = join(farend.statePath, 'fail2ban.log');
      const peer = new Fail2ban(fail2ban as Fail2banRoot, scratch.path);
      peer.write('jail.local', formatJails(log));
      await peer.start(office.pbx.namespace);
      const wrong = { username: '4002', password: 'guessed', timeoutMs: 500 };
      const worker = await office.startPhone({ username: '4001' });
      await worker.register();
      const colleague = await office.startPhone({ ...wrong, address: '192.168.1.51' });
      const namespace = await office.pbx.addHost(ATTACKER);
      const attacker = await office.startPhone({ ...wrong, namespace, address: ATTACKER });

      const answered = await Promise.all([guess(colleague), guess(attacker)]);
      const decided = await farend.waitForLog(({ event }) => event === 'ban-decided', DEADLINE_MS);
      await expect
        .poll(() => peer.listBanned(JAIL), { timeout: DEADLINE_MS, interval: 500 })
        .toContain(ATTACKER);

      expect(decided).toMatchObject({ source: ATTACKER });
      expect(answered[0]).toBe(PASSWORDS);
      expect(answered[1]).toBeLessThan(PASSWORDS);
      expect(await peer.listBanned(JAIL)).toEqual([ATTACKER]);
      const text = readFileSync(log, 'utf8');
      for (const innocent of [OFFICE, PBX_ADDRESS])
        expect(text).not.toContain(`RemoteAddress="IPV4/UDP/${innocent}/`);
      expect((await worker.register()).outcome).toBe('accepted');
    },
    240_000,
  );
});
