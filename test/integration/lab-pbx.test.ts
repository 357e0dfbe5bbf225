// The lab's other scenes prove themselves without farend: Asterisk behind 1:1 NAT, and a trunk.

import { afterEach, describe, expect, test } from 'vitest';
import type { TrunkOptions } from '../support/asterisk/asterisk-options.ts';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { PRIVATE_PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { createOffice, type Office } from '../support/office.ts';
import type { Phone } from '../support/phone/phone.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const ENDPOINTS = [
  {
    name: '4001',
    nat: 'force_rport,comedia',
    forceRport: true,
    rewriteContact: true,
    rtpSymmetric: true,
  },
];

afterEach(stopEverything);

describe.each(flavours)('a machine of the lab behind 1:1 NAT, with $title', (flavour) => {
  test('shows a phone outside its private address in SDP', async () => {
    const office = await createOffice({ flavour, endpoints: ENDPOINTS, behindOneToOneNat: true });
    const outside = await office.startPhone({ username: '4001' });

    const registered = await outside.register();
    const call = await outside.call('9002');
    const answer = await call.waitForResponse(200);

    expect(registered.outcome).toBe('accepted');
    expect(answer).toContain('c=IN IP4 10.0.0.10');
  });

  test('is called from beside it', async () => {
    const office = await createOffice({ flavour, endpoints: ENDPOINTS, behindOneToOneNat: true });
    const address = '10.0.0.60';
    const namespace = await office.pbx.addPrivateHost(address);
    const proxy = `${PRIVATE_PBX_ADDRESS}:5060`;
    const phone = await office.startPhone({ username: '4001', namespace, address, proxy });

    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    await call.sendMedia(50);

    await call.waitForPackets(20);
  });
});

describe.each(flavours)('a trunk of the lab with $title', (flavour) => {
  const host = '203.0.113.70';

  const startTrunk = async (
    trunk: Partial<TrunkOptions> = {},
  ): Promise<{ office: Office; provider: Phone }> => {
    const trunks = [{ name: 'itsp', host: `${host}:5060`, ...trunk }];
    const office = await createOffice({ flavour, endpoints: ENDPOINTS, trunks });
    const namespace = await office.pbx.addHost(host);
    const provider = await office.startPhone({
      username: 'provider',
      namespace,
      address: host,
      calls: { final: 'answer' },
    });
    return { office, provider };
  };

  test('is known by its address, without a challenge', async () => {
    const { provider } = await startTrunk();

    const call = await provider.call('9002');
    await call.waitUntilConfirmed();

    expect(call.statusCodes).not.toContain(401);
  });

  test('is called by a phone', async () => {
    const { office, provider } = await startTrunk();
    const phone = await office.startPhone({ username: '4001' });

    const outgoing = await phone.call('0301234567');
    const incoming = await provider.waitForCall();

    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
  });

  test('is where Asterisk registers', async () => {
    const registration = { username: 'customer', password: 'secret' };
    const { provider } = await startTrunk({ registration });

    // chan_pjsip begins at a moment of its own within ten seconds.
    const register = await provider.waitForRequest('REGISTER', 20_000);

    expect(register.text).toContain(`\r\nTo: <sip:customer@${host}`);
  });
});
