// The dialogs of a provider that calls through farend: Asterisk's re-INVITE, the provider's own, and
// its CANCEL, with a phone behind NAT at the other end.

import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND } from '../../support/farend-office.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import type { CallOptions } from '../../support/phone/call/call-options.ts';
import { listDestinations } from '../../support/phone/list-destinations.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { readHeader } from '../../support/phone/sip-text.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

const PROVIDER = '203.0.113.70';

afterEach(stopEverything);

describe.each(flavours)('a provider that calls through farend, with $title,', (flavour) => {
  const start = async (): Promise<[Phone, Phone]> => {
    const { office } = await createFarendOffice({
      flavour,
      endpoints: [{ name: '4001', directMedia: true }],
      trunks: [
        {
          name: 'itsp',
          host: `${PROVIDER}:5060`,
          matchHeader: `X-Farend-Source: ${PROVIDER}`,
          lines: ['direct_media = yes'],
        },
      ],
      endpointIdentifierOrder: 'header,ip,username',
      proxy: { trunks: [PROVIDER] },
    });
    const provider = await office.startPhone({
      username: 'provider',
      namespace: await office.pbx.addHost(PROVIDER),
      address: PROVIDER,
    });
    const phone = await office.startPhone({ username: '4001', rport: false, calls: {} });
    await phone.register();
    return [provider, phone];
  };

  // Asterisk only sends media around itself, and a re-INVITE for that, when both answers are there
  // before it joins the channels: that of a late offer comes in the ACK.
  test.each<[string, string, CallOptions]>([
    ['an offer', '4001', {}],
    ['a late offer', '74001', { lateOffer: true }],
  ])('with %s, gets Asterisk’s re-INVITE and sends its own', async (_, number, options) => {
    const [provider, phone] = await start();

    const outgoing = await provider.call(number, options);
    const incoming = await phone.waitForCall();
    await incoming.answer();
    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
    const reinvite = await outgoing.waitForRequest('INVITE');
    await incoming.waitForRequest('INVITE');
    const hold = await outgoing.hold();
    const bye = await incoming.hangUp();
    await outgoing.waitForRequest('BYE');

    expect(readHeader(reinvite, 'contact')).toContain(`${PBX_ADDRESS}:5080`);
    expect([hold.statusCode, bye.statusCode]).toEqual([200, 200]);
    expect(listDestinations(provider)).toEqual([FAREND]);
    expect(listDestinations(phone)).toEqual([FAREND]);
  });

  test('gives up while the phone rings', async () => {
    const [provider, phone] = await start();

    const outgoing = await provider.call('4001');
    const incoming = await phone.waitForCall();
    await outgoing.waitForState('early');
    const cancelled = await outgoing.cancel();

    expect(cancelled.statusCode).toBe(200);
    expect(await outgoing.waitForEnd()).toBe(487);
    expect(await incoming.waitForEnd()).toBe(487);
  });
});
