// The service as its operator meets it: signals, a file that is read again, exit codes.

import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { runFarend } from '../support/farend.ts';
import {
  ASTERISK_SIDE,
  createConfig,
  createFarendOffice,
  type FarendOffice,
} from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import type { Phone } from '../support/phone/phone.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const endpoints = ['4001', '4002'].map((name) => ({ name, qualifyFrequency: 1 }));

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

  test('keeps its sockets when SIGHUP names one that is taken', async () => {
    const { farend, office } = scene;
    const { namespace } = office.pbx;
    await office.startPhone({ username: 'rival', namespace, address: PBX_ADDRESS, port: 5090 });

    farend.writeConfig(
      createConfig({
        listen: [`udp://${PBX_ADDRESS}:5070`, `udp://${PBX_ADDRESS}:5090`],
        asteriskSide: `udp://${PBX_ADDRESS}:5064`,
      }),
    );
    farend.reload();
    const refused = await farend.waitForLog(({ event }) => event === 'reload-refused');
    const { outcome } = await phone.register();
    const [contact] = await office.asterisk.contacts('4001');

    expect(refused.msg).toContain(`udp://${PBX_ADDRESS}:5090 cannot be opened`);
    expect(outcome).toBe('accepted');
    expect(contact?.uri).toContain(`${ASTERISK_SIDE};fe=`);
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

  test('ends with 2 on a bad configuration under its parent, too', async () => {
    const { farend, office } = scene;
    const file = join(dirname(farend.configPath), 'bad.yaml');
    writeFileSync(file, 'proxy: {}\n');

    const { exitCode, stderr } = await runFarend(office.pbx.namespace, 'run', '-c', file);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${file}:1:`);
  });
});
