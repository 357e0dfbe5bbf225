// Which socket says what: answers leave from the address that the phone wrote to, Via shows the
// address that the phone can reach.

import { afterAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import type { FarendLogLine } from '../support/farend.ts';
import { createFarendOffice, FAREND } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import type { Phone } from '../support/phone/phone.ts';
import { readHeader } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const endpoints = ['4001', '4002'].map((name) => ({ name, qualifyFrequency: 1 }));
const HOST_ADDRESS = '203.0.113.60';

const isAddressChange = ({ event }: FarendLogLine): boolean => event === 'addresses-changed';

describe('farend on all addresses of a machine', { concurrent: true }, () => {
  const first = '203.0.113.11';
  const second = '203.0.113.12';

  afterAll(stopEverything);

  test('answers and asks from the address that the phone wrote to', async () => {
    const { office } = await createFarendOffice({
      flavour,
      endpoints,
      addresses: [PBX_ADDRESS, first],
      proxy: { listen: ['udp://0.0.0.0:5060'] },
    });
    const phone = await office.startPhone({
      username: '4001',
      proxy: `${first}:5060`,
      rport: false,
    });
    const neighbour = await office.startPhone({
      username: '4002',
      address: '192.168.1.51',
      rport: false,
    });

    const results = [await phone.register(), await neighbour.register()];
    await phone.waitForRequest('OPTIONS');
    await neighbour.waitForRequest('OPTIONS');

    expect(results.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
    expect(listSenders(phone)).toEqual([`${first}:5060`]);
    expect(listSenders(neighbour)).toEqual([FAREND]);
  });

  test('serves an address that the machine gets later', async () => {
    const { office, farend } = await createFarendOffice({
      flavour,
      endpoints,
      proxy: { listen: ['udp://0.0.0.0:5060'] },
    });

    await office.pbx.addAddress(second);
    const change = await farend.waitForLog(isAddressChange, 25_000);
    const phone = await office.startPhone({
      username: '4001',
      proxy: `${second}:5060`,
      rport: false,
    });
    const { outcome } = await phone.register();

    expect(change).toMatchObject({ opened: [`${second}:5060`], closed: [] });
    expect(outcome).toBe('accepted');
    expect(listSenders(phone)).toEqual([`${second}:5060`]);
  });

  test('lets go of an address that the machine loses, and serves on', async () => {
    const { office, farend } = await createFarendOffice({
      flavour,
      endpoints,
      addresses: [PBX_ADDRESS, first],
      proxy: { listen: ['udp://0.0.0.0:5060'] },
    });
    const phone = await office.startPhone({ username: '4001', rport: false });

    await office.pbx.removeAddress(first);
    const change = await farend.waitForLog(isAddressChange, 25_000);
    const { outcome } = await phone.register();

    expect(change).toMatchObject({ opened: [], closed: [`${first}:5060`] });
    expect(outcome).toBe('accepted');
  });
});

describe('the Via of a request to a phone', () => {
  afterAll(stopEverything);

  test('shows the advertised address outside and the local one inside', async () => {
    const { office } = await createFarendOffice({
      flavour,
      endpoints,
      proxy: {
        listen: [{ url: `udp://${FAREND}`, advertise: '198.51.100.7:15060' }],
        localNetworks: [`${HOST_ADDRESS}/32`],
      },
    });
    const outside = await office.startPhone({ username: '4001', rport: false });
    const inside = await office.startPhone({
      username: '4002',
      namespace: await office.pbx.addHost(HOST_ADDRESS),
      address: HOST_ADDRESS,
      rport: false,
    });

    await outside.register();
    await inside.register();
    const fromOutside = await outside.waitForRequest('OPTIONS');
    const fromInside = await inside.waitForRequest('OPTIONS');
    await office.asterisk.waitForContacts('4001', ([contact]) => contact?.status === 'Avail');
    await office.asterisk.waitForContacts('4002', ([contact]) => contact?.status === 'Avail');

    expect(readHeader(fromOutside.text, 'via')).toMatch(/^SIP\/2\.0\/UDP 198\.51\.100\.7:15060;/);
    expect(readHeader(fromInside.text, 'via')).toMatch(/^SIP\/2\.0\/UDP 203\.0\.113\.10:5060;/);
  });
});

/** Every address that a phone has heard from. */
function listSenders(phone: Phone): string[] {
  return [...new Set(phone.received.map(({ remote }) => remote))];
}
