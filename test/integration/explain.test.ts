// `farend explain` on what was recorded in the lab: a real Asterisk, real NAT, Wireshark's own recorder.

import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice } from '../support/farend-office.ts';
import { createOffice } from '../support/office.ts';
import { type PacketCapture, startPacketCapture } from '../support/peers/packet-capture.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { type CommandResult, runCommand } from '../support/process/run-command.ts';
import { findPeers } from '../support/provision/peers.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const MAIN = new URL('../../src/cli/main.ts', import.meta.url).pathname;
const { tshark } = findPeers();
const flavours = listFlavours(await findProvisioned());

const OFF = { name: '4001', forceRport: false, nat: 'no' };
const ON = { name: '4002', forceRport: true, nat: 'force_rport' };

afterEach(stopEverything);

async function explain(capture: PacketCapture, ...args: string[]): Promise<CommandResult> {
  const path = await capture.finish();
  return runCommand([process.execPath, MAIN, 'explain', path, ...args]);
}

describe.runIf(tshark !== undefined).each(flavours)('$title', (flavour) => {
  test('a phone without rport is named in a capture of its Asterisk, and one that works is not', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF, ON] });
    const capture = await startPacketCapture({ root: tshark!, namespace: office.pbx.namespace });
    const working = await office.startPhone({ username: '4002', address: '192.168.1.51' });
    const failing = await office.startPhone({ username: '4001', rport: false, timeoutMs: 4_000 });

    await working.register();
    await failing.register();
    await capture.waitFor('CSeq: 2 REGISTER');
    const { stdout, stderr, exitCode } = await explain(capture);

    expect(stderr).toBe('');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('warning: response-lost');
    expect(stdout).toMatch(/^4001 +203\.0\.113\.1 +failing: proxy-to-phone +behind-nat +missing/m);
    expect(stdout).toMatch(/^4002 +203\.0\.113\.1 +ok +behind-nat +offered/m);
    expect(stdout).toMatch(/│:5060 ✗─+ 401 Unauthorized ×\d+ ─+ :5060 │/);
  });

  test('a capture of both sides of farend shows the phone once, and where it really is', async () => {
    const { office } = await createFarendOffice({ flavour, endpoints: [OFF] });
    const capture = await startPacketCapture({ root: tshark!, namespace: office.pbx.namespace });
    const phone = await office.startPhone({ username: '4001', rport: false, calls: {} });

    await phone.register();
    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    await call.hangUp();
    await capture.waitFor('BYE sip:');
    const { stdout, exitCode } = await explain(capture, '--phone', '4001');

    expect(stdout).toMatch(/^4001 +203\.0\.113\.1 +ok +behind-nat +missing +203\.0\.113\.1:\d+/m);
    expect(exitCode).toBe(0);
  });
});
