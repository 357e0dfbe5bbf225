// A router that forgets a silent phone: with farend's pings the phone stays reachable, without them
// it does not.

import { afterAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, type FarendOffice } from '../support/farend-office.ts';
import type { Office } from '../support/office.ts';
import type { Phone } from '../support/phone/phone.ts';
import type { PhoneDatagram } from '../support/phone/phone-options.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const HOST_ADDRESS = '203.0.113.60';
/** More than an interval, less than the test lasts. */
const ROUTER_FORGETS_S = 8;
const INTERVAL = '5s';
const PINGS = 3;
const DEADLINE_MS = 60_000;

afterAll(stopEverything);

function createScene(method: string): Promise<FarendOffice> {
  return createFarendOffice({
    flavour,
    // Asterisk asks once, when the phone registers, and then not again while the test lasts.
    endpoints: ['4001', '4002'].map((name) => ({ name, qualifyFrequency: 300 })),
    site: { bindingTimeoutSeconds: ROUTER_FORGETS_S },
    proxy: { keepAlive: { method, interval: INTERVAL } },
  });
}

const isReceived = ({ direction }: PhoneDatagram) => direction === 'received';
const isPing = (datagram: PhoneDatagram) =>
  isReceived(datagram) &&
  (datagram.text === '\r\n\r\n' || /\r\nFrom: <sip:farend@/.test(datagram.text));
const isQualify = (datagram: PhoneDatagram) =>
  isReceived(datagram) && datagram.text.startsWith('OPTIONS ') && !isPing(datagram);

/** Resolves when so many pings have come; by then the router would have forgotten a silent phone. */
async function waitForPings(phone: Phone, count: number): Promise<PhoneDatagram[]> {
  const pings = () => phone.datagrams.items.filter(isPing);
  while (pings().length < count) await phone.waitForDatagram(isPing, DEADLINE_MS);
  return pings();
}

/** Asterisk asks the phone, and the phone hears it. */
async function qualify(office: Office, phone: Phone): Promise<void> {
  const isHeard = phone.waitForDatagram(isQualify, DEADLINE_MS);
  await office.asterisk.cli('pjsip qualify 4001');
  await isHeard;
}

describe('a phone behind a router that forgets', { concurrent: true, timeout: 120_000 }, () => {
  test('stays reachable by OPTIONS, and a phone without NAT gets none', async () => {
    const { office, farend } = await createScene('options');
    const phone = await office.startPhone({ username: '4001', rport: false });
    const direct = await office.startPhone({
      username: '4002',
      namespace: await office.pbx.addHost(HOST_ADDRESS),
      address: HOST_ADDRESS,
    });

    await phone.register();
    await direct.register();
    const pings = await waitForPings(phone, PINGS);
    await qualify(office, phone);
    await office.asterisk.waitForContacts('4001', ([contact]) => contact?.status === 'Avail');
    await farend.terminate();
    const { drops } = await farend.waitForLog(({ event }) => event === 'stopped');

    expect(pings[0]?.text).toMatch(/^OPTIONS sip:4001@192\.168\.1\.50:5060 SIP\/2\.0\r\n/);
    expect(drops).toMatchObject({ 'ping-answer': expect.toSatisfy((count) => count >= PINGS) });
    expect(direct.datagrams.items.filter(isPing)).toEqual([]);
  });

  test('stays reachable by CRLF', async () => {
    const { office } = await createScene('crlf');
    const phone = await office.startPhone({ username: '4001', rport: false });

    await phone.register();
    const pings = await waitForPings(phone, PINGS);
    await qualify(office, phone);

    expect(pings.map(({ text }) => text)).toEqual(pings.map(() => '\r\n\r\n'));
  });

  test('is not reachable any more where nothing keeps its binding', async () => {
    const { office } = await createScene('none');
    const phone = await office.startPhone({ username: '4001', rport: false });

    await phone.register();
    await office.asterisk.waitForContacts('4001', ([contact]) => contact?.status === 'Avail');
    await office.site.waitUntilForgotten('192.168.1.50', DEADLINE_MS);
    const before = phone.received.length;
    await office.asterisk.cli('pjsip qualify 4001');
    await office.asterisk.waitForContacts(
      '4001',
      ([contact]) => contact?.status === 'Unavail',
      DEADLINE_MS,
    );

    expect(phone.received.filter(isPing)).toEqual([]);
    expect(phone.received).toHaveLength(before);
  });
});
