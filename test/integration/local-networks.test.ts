// What counts as local: the private networks of the machine's own interfaces, and those of the file. A
// private address there proves no NAT, and phones there are told the local address.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../support/farend-office.ts';
import { PRIVATE_PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { readHeaders } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const LOCAL = `${PRIVATE_PBX_ADDRESS}:5060`;

describe('farend on a machine with 10.0.0.0/24, and 10.9.0.0/16 in its file,', () => {
  let scene: FarendOffice;
  let inside: string;

  beforeAll(async () => {
    scene = await createFarendOffice({
      flavour,
      endpoints: [{ name: '4001', maxContacts: 10 }],
      behindOneToOneNat: true,
      proxy: { localNetworks: ['10.9.0.0/16'] },
    });
    inside = await scene.office.pbx.addPrivateHost('10.0.0.60');
  });

  afterAll(stopEverything);

  let port = 6000;

  /** Registers a phone with this address in its Via and Contact: what the NAT tests say. */
  const register = async (
    claimed: string,
    place: { namespace?: string; address?: string; proxy?: string },
  ): Promise<unknown> => {
    port += 1;
    const phone = await scene.office.startPhone({
      username: '4001',
      port,
      userAgent: `phone ${port}`,
      viaAddress: `${claimed}:${port}`,
      contact: `<sip:4001@${claimed}:${port}>`,
      ...place,
    });
    const from = scene.farend.log.items.length;
    await phone.register();
    const line = await scene.farend.waitForLog(({ event }) => event === 'registered', 5000, from);
    await phone.stop();
    return line.natTests;
  };

  const provesNat = ['private-contact', 'diff-ip-src-via', 'private-via', 'diff-ip-src-contact'];
  const differs = ['diff-ip-src-via', 'diff-ip-src-contact'];

  test.each([
    ['its own address', '10.0.0.60', []],
    ['another of the machine’s network', '10.0.0.99', differs],
    ['one of the file’s network', '10.9.200.1', differs],
    ['one of no network of ours', '10.1.0.60', provesNat],
  ])('a phone beside it that shows %s', async (_, claimed, expected) => {
    const place = { namespace: inside, address: '10.0.0.60', proxy: LOCAL };

    expect(await register(claimed, place)).toEqual(expected);
  });

  test('a phone behind a router elsewhere shows a NAT', async () => {
    expect(await register('192.168.1.50', {})).toEqual(expect.arrayContaining(provesNat));
  });

  test('each is told the address for it in a dialog', async () => {
    const office = scene.office;
    const outside = await office.startPhone({ username: '4001', address: '192.168.1.51' });
    const local = await office.startPhone({
      username: '4001',
      namespace: inside,
      address: '10.0.0.60',
      proxy: LOCAL,
    });

    const shown = [];
    for (const phone of [outside, local]) {
      const call = await phone.call('9002');
      const answer = await call.waitForResponse(200);
      await call.waitUntilConfirmed();
      await call.hangUp();
      shown.push(readHeaders(answer, 'record-route').at(-1));
    }

    expect(shown).toEqual([`<sip:${FAREND};lr>`, `<sip:${LOCAL};lr>`]);
  });
});
