// The lab's calls prove themselves without farend and without NAT: phones of the lab, straight at real
// Asterisk. What fails later through farend is farend's.

import { afterEach, describe, expect, test } from 'vitest';
import type { EndpointOptions } from '../support/asterisk/asterisk-options.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../support/asterisk/start-asterisk.ts';
import { createPbxNetwork, PBX_ADDRESS, type PbxNetwork } from '../support/network/pbx-network.ts';
import type { Phone } from '../support/phone/phone.ts';
import type { PhoneOptions } from '../support/phone/phone-options.ts';
import { startPhone } from '../support/phone/start-phone.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const ENDPOINTS: readonly EndpointOptions[] = [
  { name: '4001' },
  { name: '4002' },
  { name: '4003' },
];

/** Phones in the network of the PBX, at addresses of their own. */
class Lab {
  readonly pbx: PbxNetwork;
  readonly asterisk: AsteriskInstance;

  constructor(pbx: PbxNetwork, asterisk: AsteriskInstance) {
    this.pbx = pbx;
    this.asterisk = asterisk;
  }

  /** 4001 lives at 203.0.113.101, and so on; it is registered. */
  async startPhone(username: string, options: Partial<PhoneOptions> = {}): Promise<Phone> {
    const address = `203.0.113.1${username.slice(-2)}`;
    const namespace = await this.pbx.addHost(address);
    const proxy = `${PBX_ADDRESS}:5060`;
    const phone = await startPhone({ username, namespace, address, proxy, ...options });
    await phone.register();
    return phone;
  }
}

async function createLab(
  flavour: AsteriskFlavour,
  endpoints: readonly EndpointOptions[] = ENDPOINTS,
): Promise<Lab> {
  const pbx = await createPbxNetwork();
  const { namespace } = pbx;
  const asterisk = await startAsterisk({ ...flavour, namespace, address: PBX_ADDRESS, endpoints });
  return new Lab(pbx, asterisk);
}

afterEach(stopEverything);

describe.each(flavours)('a call of the lab with $title', (flavour) => {
  test('reaches Echo after a challenge, with media both ways, and is hung up by the phone', async () => {
    const lab = await createLab(flavour);
    const phone = await lab.startPhone('4001');

    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    await call.sendMedia(50);
    const media = await call.waitForPackets(30);
    const bye = await call.hangUp();

    expect(call.statusCodes.filter((code) => code >= 200)).toEqual([401, 200]);
    expect(media.remote).toMatch(/^203\.0\.113\.10:\d+$/);
    expect(media.sources).toMatchObject([{ address: media.remote }]);
    expect(bye.statusCode).toBe(200);
    expect(call.state).toBe('ended');
  });

  test('goes from phone to phone with media both ways, and is hung up by the other', async () => {
    const lab = await createLab(flavour);
    const caller = await lab.startPhone('4001');
    const callee = await lab.startPhone('4002', { calls: {} });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await outgoing.waitForResponse(180);
    await incoming.answer();
    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
    await Promise.all([outgoing.sendMedia(50), incoming.sendMedia(50)]);
    await Promise.all([outgoing.waitForPackets(30), incoming.waitForPackets(30)]);
    await incoming.hangUp();

    await outgoing.waitForRequest('BYE');
    expect(await outgoing.waitForEnd()).toBeUndefined();
  });

  test('is cancelled while the other phone rings', async () => {
    const lab = await createLab(flavour);
    const caller = await lab.startPhone('4001');
    const callee = await lab.startPhone('4002', { calls: {} });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await outgoing.waitForState('early');
    const cancelled = await outgoing.cancel();

    expect(cancelled.statusCode).toBe(200);
    expect(await outgoing.waitForEnd()).toBe(487);
    expect(await incoming.waitForEnd()).toBe(487);
  });
});
