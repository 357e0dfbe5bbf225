// Phones that listen on another port than they send from, in the network of the PBX without NAT: found
// out by their repetitions, or named in the file; and answers by the book where no NAT is seen.

import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  createConfig,
  createFarendOffice,
  FAREND,
  type FarendOffice,
} from '../../support/farend-office.ts';
import { listDestinations } from '../../support/phone/list-destinations.ts';
import type { Phone } from '../../support/phone/phone.ts';
import type { PhoneDatagram, PhoneOptions } from '../../support/phone/phone-options.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const ADDRESS = '203.0.113.60';
const USER_AGENT = 'Aastra 6757i/2.6.0';

const endpoints = ['4001', '4002'].map((name) => ({ name, qualifyFrequency: 1 }));

afterEach(stopEverything);

/** A phone that sends from 5060 and listens on 5070. */
const startOddPhone = async (
  { office }: FarendOffice,
  options: Partial<PhoneOptions> = {},
): Promise<Phone> =>
  await office.startPhone({
    username: '4001',
    namespace: await office.pbx.addHost(ADDRESS),
    address: ADDRESS,
    listenPort: 5070,
    userAgent: USER_AGENT,
    rport: false,
    calls: {},
    ...options,
  });

/** What came to the port where it does not listen. */
const listIgnored = (phone: Phone): PhoneDatagram[] =>
  phone.datagrams.items.filter(({ direction }) => direction === 'ignored');

/** It is asked, calls and is called; both ends hang up once. */
const expectServed = async ({ office }: FarendOffice, phone: Phone): Promise<void> => {
  const other = await office.startPhone({ username: '4002', rport: false, calls: {} });
  await other.register();
  phone.forgetRequests();
  await phone.waitForRequest('OPTIONS');

  const outgoing = await phone.call('4002');
  const incoming = await other.waitForCall();
  await incoming.answer();
  await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
  await incoming.hangUp();
  await outgoing.waitForRequest('BYE');

  const second = await other.call('4001');
  const called = await phone.waitForCall();
  await called.answer();
  await Promise.all([second.waitUntilConfirmed(), called.waitUntilConfirmed()]);
  const bye = await called.hangUp();
  await second.waitForRequest('BYE');

  expect(bye.statusCode).toBe(200);
};

describe.each(flavours)('a phone that listens elsewhere than it sends, with $title,', (flavour) => {
  test('is answered once it has repeated its request, told of, and served there from then on', async () => {
    const scene = await createFarendOffice({ flavour, endpoints });
    const phone = await startOddPhone(scene);

    const { outcome } = await phone.register();
    const missed = listIgnored(phone).length;
    await expectServed(scene, phone);
    const told = await scene.farend.waitForLog(({ event }) => event === 'exempt-learned');

    expect(outcome).toBe('accepted');
    expect(missed).toBeGreaterThan(0);
    expect(listIgnored(phone)).toHaveLength(missed);
    expect(told).toMatchObject({ source: ADDRESS, detail: '4001@203.0.113.10' });
    expect(listDestinations(phone)).toEqual([FAREND]);
  });

  test.each([
    ['endpoint', { endpoint: '40*1' }],
    ['userAgent', { userAgent: 'aastra*' }],
    ['network', { network: '203.0.113.56/29' }],
  ])('misses nothing when the file names its %s', async (_, entry) => {
    const scene = await createFarendOffice({ flavour, endpoints, proxy: { exempt: [entry] } });
    const phone = await startOddPhone(scene);

    const { outcome } = await phone.register();
    await expectServed(scene, phone);

    expect(outcome).toBe('accepted');
    expect(listIgnored(phone)).toEqual([]);
  });

  test('misses nothing once the file that is read again names it', async () => {
    const scene = await createFarendOffice({ flavour, endpoints });
    const phone = await startOddPhone(scene);
    scene.farend.writeConfig(createConfig({ exempt: [{ endpoint: '4001' }] }));
    scene.farend.reload();
    await scene.farend.waitForLog(({ event }) => event === 'reloaded');

    await phone.register();

    expect(listIgnored(phone)).toEqual([]);
  });

  test('forceRport: behind-nat, is answered at its Via port without being named, but for REGISTER', async () => {
    const scene = await createFarendOffice({
      flavour,
      endpoints,
      proxy: { forceRport: 'behind-nat' },
    });
    const phone = await startOddPhone(scene);

    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    const bye = await call.hangUp();
    const missed = listIgnored(phone);
    await phone.register();

    expect(bye.statusCode).toBe(200);
    expect(missed).toEqual([]);
    expect(listIgnored(phone).length).toBeGreaterThan(0);
  });
});

describe.each(flavours)('forceRport: behind-nat, with $title,', (flavour) => {
  test('a phone behind NAT that offers no rport registers, calls and is called', async () => {
    const scene = await createFarendOffice({
      flavour,
      endpoints,
      proxy: { forceRport: 'behind-nat' },
    });
    const phone = await scene.office.startPhone({
      username: '4001',
      address: '192.168.1.51',
      rport: false,
      calls: {},
    });

    const { outcome } = await phone.register();
    await expectServed(scene, phone);

    expect(outcome).toBe('accepted');
    expect(scene.farend.log.items.map(({ event }) => event)).not.toContain('exempt-learned');
  });
});
