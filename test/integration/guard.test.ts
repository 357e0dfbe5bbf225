// The guard against real packets: a full office passes, a flood from the same address does not, and
// who is in the office is served all the same; scanners and banned addresses meet silence.

import { beforeEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { type Farend, runFarend } from '../support/farend.ts';
import { createFarendOffice, FAREND } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import type { Office } from '../support/office.ts';
import { startCrowd } from '../support/phone/crowd.ts';
import { formatRawRequest } from '../support/phone/raw-request.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

/** The address of the router, which all phones of the office share. */
const OFFICE = '203.0.113.1';
const STRANGER = '203.0.113.66';
/** Ten times what 300 phones that register within 10 s send. */
const FLOOD_PER_SECOND = 600;

const list = (count: number, from = 5001) =>
  Array.from({ length: count }, (_, index) => String(from + index));

/** Ends farend; how many datagrams went nowhere, by reason. */
const stopAndCount = async (farend: Farend): Promise<Readonly<Record<string, number>>> => {
  await farend.terminate();
  const { drops } = await farend.waitForLog(({ event }) => event === 'stopped');
  return drops as Record<string, number>;
};

describe('an office of 300 phones behind one address', () => {
  const usernames = list(300);

  beforeEach(() => stopEverything);

  test.each([
    ['within 10 s', 10_000],
    ['at one moment, after a power cut', 0],
  ])('registers %s, and no datagram of it is dropped', async (_, spreadMs) => {
    const endpoints = usernames.map((name) => ({ name }));
    const { office, farend } = await createFarendOffice({ flavour, endpoints });
    const crowd = await startCrowd(office.site.hostNamespace, {
      usernames,
      address: '192.168.1.50',
      firstPort: 20_000,
      proxy: FAREND,
    });

    const outcomes = await crowd.register(spreadMs);
    const drops = await stopAndCount(farend);

    expect(outcomes).toEqual(usernames.map(() => 'accepted'));
    expect(drops['rate-limited']).toBeUndefined();
  });
});

describe('an address that is flooded', () => {
  const usernames = list(20);
  let office: Office;
  let farend: Farend;

  beforeEach(async () => {
    const endpoints = [...usernames, '4001'].map((name) => ({ name, qualifyFrequency: 1 }));
    ({ office, farend } = await createFarendOffice({ flavour, endpoints }));
    return stopEverything;
  });

  test('is limited, and its registered phones refresh, are reached, and may move', async () => {
    const phone = await office.startPhone({ username: '4001', address: '192.168.1.51' });
    const crowd = await startCrowd(office.site.hostNamespace, {
      usernames,
      address: '192.168.1.50',
      firstPort: 20_000,
      proxy: FAREND,
    });
    await crowd.register(0);
    await phone.register();

    await crowd.flood(FLOOD_PER_SECOND);
    const told = await farend.waitForLog(({ event }) => event === 'rate-limited', 15_000);
    phone.forgetRequests();
    const refreshed = await crowd.register(1_000);
    const question = await phone.waitForRequest('OPTIONS');
    await phone.rebind(5070);
    const moved = await phone.register();
    await crowd.endFlood();
    const drops = await stopAndCount(farend);

    expect(told).toMatchObject({ level: 40, source: OFFICE, count: 1 });
    expect(refreshed).toEqual(usernames.map(() => 'accepted'));
    expect(question.remote).toBe(FAREND);
    expect(moved.outcome).toBe('accepted');
    expect(drops['rate-limited']).toBeGreaterThan(0);
  });

  test('costs another address nothing', async () => {
    const crowd = await startCrowd(office.site.hostNamespace, {
      usernames: [],
      address: '192.168.1.50',
      firstPort: 20_000,
      proxy: FAREND,
    });
    await crowd.flood(FLOOD_PER_SECOND);
    await farend.waitForLog(({ event }) => event === 'rate-limited', 15_000);

    const elsewhere = await office.startPhone({
      username: '4001',
      namespace: await office.pbx.addHost('203.0.113.60'),
      address: '203.0.113.60',
    });
    const { outcome } = await elsewhere.register();

    expect(outcome).toBe('accepted');
  });
});

describe('meets silence', () => {
  let office: Office;
  let farend: Farend;

  const ask = (userAgent: string) =>
    formatRawRequest({
      method: 'OPTIONS',
      requestUri: `sip:${PBX_ADDRESS}`,
      user: '100',
      sentBy: `${STRANGER}:5060`,
      viaParameters: ';rport',
      headers: { 'User-Agent': userAgent },
    });

  const startStranger = async () =>
    await office.startPhone({
      username: '4002',
      namespace: await office.pbx.addHost(STRANGER),
      address: STRANGER,
    });

  beforeEach(async () => {
    const endpoints = ['4001', '4002'].map((name) => ({ name }));
    ({ office, farend } = await createFarendOffice({ flavour, endpoints }));
    return stopEverything;
  });

  test('a scanner, by the name that it has when nobody changed it', async () => {
    const host = await startStranger();

    for (const name of ['friendly-scanner', 'sipcli/v1.8']) await host.send(ask(name), FAREND);
    const told = await farend.waitForLog(({ event }) => event === 'scanner');
    await host.send(ask('some phone'), FAREND);
    await host.datagrams.waitFor(({ direction }) => direction === 'received', 20_000);
    const drops = await stopAndCount(farend);

    expect(told).toMatchObject({ source: STRANGER, count: 1, detail: 'friendly-scanner' });
    expect(host.received).toHaveLength(1);
    expect(drops).toMatchObject({ scanner: 2 });
  });

  test('a banned address, until the ban is lifted, and no other', async () => {
    const host = await startStranger();
    const phone = await office.startPhone({ username: '4001' });
    const bans = (...words: string[]) =>
      runFarend(office.pbx.namespace, 'bans', ...words, '-c', farend.configPath);

    const added = await bans('add', STRANGER, '--for', '1h');
    const banned = await host.register();
    const other = await phone.register();
    const listed = await bans('--json');
    const removed = await bans('remove', STRANGER);
    const free = await host.register();
    const drops = await stopAndCount(farend);

    expect([added, removed].map(({ exitCode, stdout }) => [exitCode, stdout.trim()])).toEqual([
      [0, `${STRANGER} is banned for 1h`],
      [0, `${STRANGER} is banned no more`],
    ]);
    expect(JSON.parse(listed.stdout)).toMatchObject({ bans: [{ address: STRANGER }] });
    expect([banned, other, free].map(({ outcome }) => outcome)).toEqual([
      'timeout',
      'accepted',
      'accepted',
    ]);
    expect(host.received.every(({ text }) => text.startsWith('SIP/2.0'))).toBe(true);
    expect(drops).toMatchObject({ banned: expect.any(Number) });
  });
});
