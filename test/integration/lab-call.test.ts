// The lab's calls prove themselves without farend and without NAT: phones of the lab, straight at real
// Asterisk. What fails later through farend is farend's.

import { afterEach, describe, expect, test } from 'vitest';
import type { EndpointOptions } from '../support/asterisk/asterisk-options.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../support/asterisk/start-asterisk.ts';
import { createPbxNetwork, PBX_ADDRESS, type PbxNetwork } from '../support/network/pbx-network.ts';
import { talk } from '../support/phone/call/talk.ts';
import type { Phone } from '../support/phone/phone.ts';
import type { PhoneOptions } from '../support/phone/phone-options.ts';
import { startPhone } from '../support/phone/start-phone.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const pjsipFlavours = flavours.filter(({ driver }) => driver === 'chan_pjsip');

const DIALOG_INFO = { event: 'dialog', accept: 'application/dialog-info+xml' };

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
  async startPhone(
    username: string,
    options: Partial<PhoneOptions> = {},
    address = `203.0.113.1${username.slice(-2)}`,
  ): Promise<Phone> {
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
    await talk(outgoing, incoming);
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

  test('hears early media before it is answered', async () => {
    const lab = await createLab(flavour);
    const phone = await lab.startPhone('4001');

    const call = await phone.call('9001');
    await call.waitForResponse(183);
    const media = await call.waitForPackets(10);
    await call.cancel();

    expect(media.sources).toMatchObject([{ address: media.remote }]);
    expect(await call.waitForEnd()).toBe(487);
  });

  test('is refused by a busy number and by a phone, and each refusal gets its ACK', async () => {
    const lab = await createLab(flavour);
    const caller = await lab.startPhone('4001', { retransmits: true });
    const callee = await lab.startPhone('4002', { retransmits: true, calls: { final: 486 } });

    const toNumber = await caller.call('9004');
    const toPhone = await caller.call('4002');
    const ends = [await toNumber.waitForEnd(), await toPhone.waitForEnd()];
    const ack = await callee.waitForRequest('ACK');

    expect(ends).toEqual([486, 486]);
    expect(ack.text).toMatch(/^ACK sip:4002@203\.0\.113\.102:5060 SIP\/2\.0\r\n/);
  });

  test('without credentials ends with the challenge', async () => {
    const lab = await createLab(flavour);
    const phone = await lab.startPhone('4001');

    const call = await phone.call('9002', { credentials: false });

    expect(await call.waitForEnd()).toBe(401);
  });

  test('is put on hold, in both ways of saying it, and taken back at another port', async () => {
    const lab = await createLab(flavour);
    const phone = await lab.startPhone('4001');

    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    await call.sendMedia(20);
    await call.waitForPackets(10);
    const held = await call.hold();
    const heldByAddress = await call.reinvite({ sdp: { connection: '0.0.0.0' } });
    const resumed = await call.reinvite({ moveMedia: true });
    await call.sendMedia(50);
    await call.waitForPackets(20);

    expect(held.response).toContain('\r\na=recvonly\r\n');
    expect(heldByAddress.statusCode).toBe(200);
    expect(resumed.response).toContain('\r\na=sendrecv\r\n');
  });

  test('is moved by UPDATE', async () => {
    const lab = await createLab(flavour);
    const phone = await lab.startPhone('4001');

    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    const update = await call.update({ moveMedia: true });

    // chan_sip answers an UPDATE only with the refusal of what it does not know.
    if (flavour.driver === 'chan_pjsip') {
      await call.sendMedia(50);
      await call.waitForPackets(20);
      expect(update.statusCode).toBe(200);
    } else {
      expect(update.statusCode).toBe(501);
    }
  });

  test('carries INFO with a digit to the other phone', async () => {
    const lab = await createLab(flavour, listInfoEndpoints(flavour));
    const caller = await lab.startPhone('4001');
    const callee = await lab.startPhone('4002', { calls: { final: 'answer' } });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await outgoing.waitUntilConfirmed();
    const text = 'Signal=5\r\nDuration=160\r\n';
    const info = await outgoing.request('INFO', { body: { type: 'application/dtmf-relay', text } });

    expect(info.statusCode).toBe(200);
    expect(await incoming.waitForRequest('INFO')).toMatch(/Signal=\s?5/);
  });

  test('is transferred blind', async () => {
    const lab = await createLab(flavour);
    const transferor = await lab.startPhone('4001');
    const transferee = await lab.startPhone('4002', { calls: { final: 'answer' } });
    const target = await lab.startPhone('4003', { calls: { final: 'answer' } });

    const call = await transferor.call('4002');
    const transferred = await transferee.waitForCall();
    await talk(call, transferred);
    const refer = await call.refer(`sip:4003@${PBX_ADDRESS}`);
    const notify = await call.waitForRequest('NOTIFY');
    const taken = await target.waitForCall();
    await talk(transferred, taken);

    expect(refer.statusCode).toBe(202);
    expect(notify).toContain('message/sipfrag');
  });

  test('is transferred after a consultation, by Replaces', async () => {
    const lab = await createLab(flavour);
    const transferor = await lab.startPhone('4001');
    const transferee = await lab.startPhone('4002', { calls: { final: 'answer' } });
    const target = await lab.startPhone('4003', { calls: { final: 'answer' } });

    const first = await transferor.call('4002');
    const transferred = await transferee.waitForCall();
    await talk(first, transferred);
    await first.hold();
    const consultation = await transferor.call('4003');
    const taken = await target.waitForCall();
    await talk(consultation, taken);
    const refer = await first.refer(`sip:4003@${PBX_ADDRESS}`, consultation);
    await consultation.waitForEnd();
    await talk(transferred, taken);

    expect(refer.statusCode).toBe(202);
  });

  test('goes to every contact of a number, and the others are cancelled', async () => {
    const lab = await createLab(flavour);
    const caller = await lab.startPhone('4001');
    const desk = await lab.startPhone('4002', { calls: {} });
    const other = await lab.startPhone('4002', { calls: {} }, '203.0.113.150');

    const outgoing = await caller.call('84002');
    if (flavour.driver === 'chan_pjsip') {
      const [atDesk, atOther] = [await desk.waitForCall(), await other.waitForCall()];
      await atOther.answer();
      await outgoing.waitUntilConfirmed();
      expect(await atDesk.waitForEnd()).toBe(487);
    } else {
      await (await other.waitForCall()).answer();
      await outgoing.waitUntilConfirmed();
    }
  });

  test('is served though the phone listens elsewhere than it sends', async () => {
    const lab = await createLab(flavour);
    const phone = await lab.startPhone('4001', { rport: false, listenPort: 5070 });

    const call = await phone.call('9006');
    await call.waitUntilConfirmed();
    await call.waitForRequest('BYE');

    expect(phone.received.every(({ remote }) => remote === `${PBX_ADDRESS}:5060`)).toBe(true);
    expect(phone.datagrams.items.some(({ direction }) => direction === 'ignored')).toBe(false);
  });

  test('with its offer in the 200 and the answer in the ACK has media', async () => {
    const lab = await createLab(flavour);
    const phone = await lab.startPhone('4001');

    const call = await phone.call('9002', { lateOffer: true });
    await call.waitUntilConfirmed();
    await call.sendMedia(50);

    await call.waitForPackets(20);
  });

  test('needs no answer sent twice, and gives one, when both sides repeat', async () => {
    const lab = await createLab(flavour);
    const caller = await lab.startPhone('4001', { retransmits: true });
    const callee = await lab.startPhone('4002', { retransmits: true, calls: { final: 'answer' } });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
    const bye = await outgoing.hangUp();
    await incoming.waitForEnd();

    expect(bye.statusCode).toBe(200);
  });
});

describe.each(flavours)('a subscription of the lab with $title', (flavour) => {
  test('of BLF tells that a phone rings, is refreshed, and ends', async () => {
    const lab = await createLab(flavour);
    const watcher = await lab.startPhone('4001');
    const caller = await lab.startPhone('4003');
    await lab.startPhone('4002', { calls: {} });

    const subscription = await watcher.subscribe('4002', DIALOG_INFO);
    await subscription.waitForNotify((text) => text.includes('>terminated<'));
    const call = await caller.call('4002');
    await subscription.waitForNotify((text) => text.includes('>early<'));
    const refreshed = await subscription.refresh();
    await call.cancel();
    const ended = await subscription.terminate();
    await subscription.waitUntilTerminated();

    expect([refreshed.statusCode, ended.statusCode]).toEqual([200, 200]);
  });

  test('of presence tells that a phone is open', async () => {
    const lab = await createLab(flavour);
    const watcher = await lab.startPhone('4001');
    await lab.startPhone('4002');

    const subscription = await watcher.subscribe('4002', {
      event: 'presence',
      accept: 'application/pidf+xml',
    });

    // The first may still be from before Asterisk has noted the registration.
    const notify = await subscription.waitForNotify((text) => text.includes('<basic>open</basic>'));

    expect(notify).toContain('4002');
  });

  test('of MWI tells that messages wait', async () => {
    const lab = await createLab(flavour);
    const phone = await lab.startPhone('4001');

    const subscription = await phone.subscribe('4001', {
      event: 'message-summary',
      accept: 'application/simple-message-summary',
    });
    await subscription.waitForNotify((text) => text.includes('Messages-Waiting: no'));
    await lab.asterisk.leaveMessages('4001');

    expect(await subscription.waitForNotify((text) => text.includes('3/1'))).toContain(
      'Messages-Waiting: yes',
    );
  });
});

describe.each(flavours)('a message of the lab with $title', (flavour) => {
  test('goes to another phone', async () => {
    const lab = await createLab(flavour);
    const sender = await lab.startPhone('4001');
    const receiver = await lab.startPhone('4002');

    const sent = await sender.request('MESSAGE', '4002', {
      body: { type: 'text/plain', text: 'lunch at one' },
    });

    expect(sent.statusCode).toBe(202);
    expect((await receiver.waitForRequest('MESSAGE')).text).toContain('\r\n\r\nlunch at one');
  });

  test('OPTIONS is answered', async () => {
    const lab = await createLab(flavour);
    const phone = await lab.startPhone('4001');

    const result = await phone.request('OPTIONS', '9002');

    expect(result.statusCode).toBe(200);
  });
});

describe.each(pjsipFlavours)('a call of the lab with $title', (flavour) => {
  test('has provisional answers that are acknowledged, from Asterisk', async () => {
    const lab = await createLab(flavour, [{ name: '4001', lines: ['100rel = required'] }]);
    const phone = await lab.startPhone('4001', { supported100rel: true });

    const call = await phone.call('9003');
    const progress = await call.waitForResponse(183);
    await call.waitUntilConfirmed();

    expect(progress).toMatch(/\r\nRequire: 100rel\r\n/i);
    expect(phone.datagrams.items.some(({ text }) => text.startsWith('PRACK '))).toBe(true);
  });

  test('has provisional answers that are acknowledged, from a phone', async () => {
    const lab = await createLab(flavour);
    const caller = await lab.startPhone('4001');
    const callee = await lab.startPhone('4002', { supported100rel: true, calls: {} });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await incoming.waitForRequest('PRACK');
    await incoming.answer();

    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
  });

  test('goes around Asterisk for its media, by a re-INVITE of Asterisk', async () => {
    const endpoints = ['4001', '4002'].map((name) => ({ name, directMedia: true }));
    const lab = await createLab(flavour, endpoints);
    const caller = await lab.startPhone('4001');
    const callee = await lab.startPhone('4002', { calls: { final: 'answer' } });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await outgoing.waitForRequest('INVITE');
    await incoming.waitForRequest('INVITE');
    await outgoing.sendMedia(20);

    const media = await incoming.waitForPackets(5);
    expect(media.sources.map(({ address }) => address)).toContain(
      (await outgoing.readMedia()).local,
    );
  });
});

/** Digits go as INFO on both legs. */
function listInfoEndpoints({ driver }: AsteriskFlavour): EndpointOptions[] {
  const line = driver === 'chan_sip' ? 'dtmfmode = info' : 'dtmf_mode = info';
  return ENDPOINTS.map((endpoint) => ({ ...endpoint, lines: [line] }));
}
