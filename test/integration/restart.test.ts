// What survives: a phone that saw its 200 is reachable after a crash, a bad file changes nothing, and
// `farend run` brings the proxy back.

import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { runFarend } from '../support/farend.ts';
import { createConfig, createFarendOffice, type FarendOffice } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
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

describe('farend proxy', () => {
  let scene: FarendOffice;
  let phone: Phone;

  beforeEach(async () => {
    scene = await createFarendOffice({ flavour, endpoints });
    phone = await scene.office.startPhone({ username: '4001', rport: false });
    return stopEverything;
  });

  test('runs on with the old configuration when SIGHUP finds a bad one', async () => {
    const { farend } = scene;

    farend.writeConfig('proxy: { listen: [udp://203.0.113.10:5060], asterik: [] }\n');
    farend.reload();
    const refused = await farend.waitForLog(({ event }) => event === 'reload-refused');
    const { outcome } = await phone.register();

    expect(refused.msg).toContain(`${farend.configPath}:1:`);
    expect(outcome).toBe('accepted');
  });

  test('takes a good configuration over on SIGHUP, and keeps its phones', async () => {
    const { farend, office } = scene;
    await phone.register();

    const second = `${PBX_ADDRESS}:5070`;
    farend.writeConfig(createConfig({ listen: [`udp://${PBX_ADDRESS}:5060`, `udp://${second}`] }));
    farend.reload();
    await farend.waitForLog(({ event }) => event === 'reloaded');
    const newcomer = await office.startPhone({
      username: '4002',
      address: '192.168.1.51',
      proxy: second,
      rport: false,
    });
    const { outcome } = await newcomer.register();
    phone.forgetRequests();
    await phone.waitForRequest('OPTIONS');
    const question = await newcomer.waitForRequest('OPTIONS');

    expect(outcome).toBe('accepted');
    expect(question.remote).toBe(second);
  });

  test('lets the old address go when SIGHUP takes it away', async () => {
    const { farend } = scene;
    await phone.register();

    farend.writeConfig(createConfig({ listen: [`udp://${PBX_ADDRESS}:5070`] }));
    farend.reload();
    await farend.waitForLog(({ event }) => event === 'reloaded');
    const { outcome } = await phone.register();

    expect(outcome).toBe('timeout');
  });

  test('ends with 0 on SIGTERM, and says what it leaves', async () => {
    const { farend } = scene;
    await phone.register();

    const status = await farend.terminate();

    const stopped = await farend.waitForLog(({ event }) => event === 'stopped');
    expect(status).toEqual({ code: 0, signal: null });
    expect(stopped).toMatchObject({ bindings: 1, drops: expect.any(Object) });
  });

  test('ends with 2 on a bad configuration, and tells every problem', async () => {
    const { farend, office } = scene;
    const file = join(dirname(farend.configPath), 'bad.yaml');
    writeFileSync(
      file,
      'proxy:\n  listen: [udp://0.0.0.0:70000]\n  asterisk: []\n  regstration: contact\n',
    );

    const { exitCode, stderr } = await runFarend(office.pbx.namespace, 'proxy', '-c', file);

    const lines = stderr.trim().split('\n');
    expect(exitCode).toBe(2);
    expect(lines).toEqual([
      expect.stringContaining(`${file}:2:12 proxy.listen[0]: `),
      expect.stringContaining(`${file}:3:13 proxy.asterisk: `),
      expect.stringMatching(/bad\.yaml:4:3 proxy\.regstration: .*registration/),
    ]);
  });

  test.each([
    ['a phone', `udp://${PBX_ADDRESS}:5072`, `${PBX_ADDRESS}:5060`],
    ['Asterisk', `udp://${PBX_ADDRESS}:5062`, `${PBX_ADDRESS}:5062`],
  ])('ends with 1 when the port towards %s is taken, and says so', async (_, side, taken) => {
    const { farend, office } = scene;
    const file = join(dirname(farend.configPath), 'second.yaml');
    const isAsteriskSide = side.endsWith(taken);
    const listen = isAsteriskSide ? [`udp://${PBX_ADDRESS}:5073`] : [`udp://${taken}`];
    writeFileSync(file, JSON.stringify(createConfig({ listen, asteriskSide: side })));

    const { exitCode, stderr } = await runFarend(office.pbx.namespace, 'proxy', '-c', file);

    expect(exitCode).toBe(1);
    expect(stderr).toContain(`farend: udp://${taken} cannot be opened: another program has it`);
    expect(stderr).not.toContain('    at ');
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

  test('ends with 2 on a bad configuration', async () => {
    const { farend, office } = await createFarendOffice({ flavour, endpoints });
    const file = join(dirname(farend.configPath), 'bad.yaml');
    writeFileSync(file, 'proxy: {}\n');

    const { exitCode, stderr } = await runFarend(office.pbx.namespace, 'run', '-c', file);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${file}:1:`);
  });

  afterAll(stopEverything);
});

function countSentRegisters(phone: Phone): number {
  return phone.datagrams.items.filter(
    ({ direction, text }) => direction === 'sent' && text.startsWith('REGISTER '),
  ).length;
}
