// A crash costs no phone: whoever saw its 200 is reachable as soon as farend is back, and `farend run`
// brings it back.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, type FarendOffice } from '../support/farend-office.ts';
import type { Phone } from '../support/phone/phone.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const [flavour] = flavours as [AsteriskFlavour];

const names = ['4001', '4002', '4003', '4004'];
const endpoints = names.map((name) => ({ name, qualifyFrequency: 1, nat: 'no' }));

const startPhones = ({ office }: FarendOffice): Promise<Phone[]> =>
  Promise.all(
    names.map((username, index) =>
      office.startPhone({ username, address: `192.168.1.${50 + index}`, rport: false }),
    ),
  );

afterAll(stopEverything);

describe.each(flavours)('after kill -9, $title', (title) => {
  let scene: FarendOffice;
  let phones: Phone[];

  beforeAll(async () => {
    scene = await createFarendOffice({ flavour: title, endpoints });
    phones = await startPhones(scene);
  });

  afterAll(stopEverything);

  /** Kills farend when the first phone has seen its 200; the phones that have seen theirs by then. */
  const registerAndKill = async (): Promise<Phone[]> => {
    const served = new Set<Phone>();
    const registered = phones.map(async (phone) => {
      const { outcome } = await phone.register({ expires: 600 });
      if (outcome === 'accepted') served.add(phone);
    });
    await Promise.race(registered);
    const early = [...served];
    await scene.farend.kill();
    await Promise.all(registered);
    expect(early.length).toBeGreaterThan(0);
    return [...served];
  };

  test('reaches every phone that saw its 200, without a new REGISTER', async () => {
    const served = await registerAndKill();
    for (const phone of served) phone.forgetRequests();
    await scene.farend.start();
    const counts = served.map(countSentRegisters);
    const questions = await Promise.all(served.map((phone) => phone.waitForRequest('OPTIONS')));

    expect(questions).toHaveLength(served.length);
    expect(served.map(countSentRegisters)).toEqual(counts);
  });

  test('reaches a phone at the port that it had last', async () => {
    const { office, farend } = scene;
    const phone = phones[0] as Phone;
    await phone.register();
    await office.site.forgetBindings('192.168.1.50');
    const { outcome } = await phone.register();
    await farend.kill();
    phone.forgetRequests();

    await farend.start();
    const question = await phone.waitForRequest('OPTIONS');

    expect(outcome).toBe('accepted');
    expect(question.text).toContain('OPTIONS sip:4001@192.168.1.50:5060 SIP/2.0\r\n');
  });

  test('lets a phone that keeps its nonce register again', async () => {
    const phone = phones[0] as Phone;
    await phone.register();
    await scene.farend.kill();
    await scene.farend.start();

    const { outcome } = await phone.register({ reuseChallenge: true });

    expect(outcome).toBe('accepted');
  });
});

describe('farend run', () => {
  test('starts a killed proxy again, and ends with 0 on SIGTERM', async () => {
    const { farend, office } = await createFarendOffice({ flavour, endpoints, command: 'run' });
    const phone = await office.startPhone({ username: '4001', rport: false });
    const before = await phone.register();
    const from = farend.log.items.length;
    const killed = farend.findProxyPid();

    process.kill(killed, 'SIGKILL');
    await farend.waitForLog(({ event }) => event === 'proxy-died', 5000, from);
    await farend.waitForLog(({ event }) => event === 'listening', 10_000, from);
    const next = farend.findProxyPid();
    const after = await phone.register();
    const status = await farend.terminate();

    expect([before.outcome, after.outcome]).toEqual(['accepted', 'accepted']);
    expect([killed, next].every((pid) => pid > 0 && pid !== farend.pid)).toBe(true);
    expect(next).not.toBe(killed);
    expect(status).toEqual({ code: 0, signal: null });
    expect(farend.findProxyPid()).toBe(0);
  });

  afterAll(stopEverything);
});

function countSentRegisters(phone: Phone): number {
  return phone.datagrams.items.filter(
    ({ direction, text }) => direction === 'sent' && text.startsWith('REGISTER '),
  ).length;
}
