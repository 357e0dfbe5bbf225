// A call through farend from its first INVITE to its BYE, in each direction: phones behind a real
// router that offer no rport, real Asterisk.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  type CallScene,
  createCallScene,
  listCorrespondents,
  ONLY_FAREND,
} from '../../support/call-scene.ts';
import { talk } from '../../support/phone/call/talk.ts';
import { readHeader } from '../../support/phone/sip-text.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

describe.each(flavours)('a call through farend to $title', (flavour) => {
  let scene: CallScene;

  beforeAll(async () => {
    scene = await createCallScene({ flavour, withoutAuth: ['4005'] });
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('is challenged, answered and acknowledged, has media both ways, and the phone ends it', async () => {
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9002');
    await talk(call);
    const bye = await call.hangUp();

    expect(call.statusCodes.filter((code) => code >= 200)).toEqual([401, 200]);
    expect(bye.statusCode).toBe(200);
    expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
  });

  test('is ended by Asterisk', async () => {
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9006');
    await call.waitUntilConfirmed();
    const bye = await call.waitForRequest('BYE');

    expect(bye).toMatch(/^BYE sip:4001@192\.168\.1\.51:5060 SIP\/2\.0\r\n/);
    expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
  });

  test('needs no credentials where the endpoint has none', async () => {
    const phone = await scene.registerPhone('4005');

    const call = await phone.call('9002');
    await talk(call);

    expect(call.statusCodes).not.toContain(401);
  });

  test('without credentials ends with the challenge, which is acknowledged', async () => {
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9002', { credentials: false });

    expect(await call.waitForEnd()).toBe(401);
    expect(phone.datagrams.items.at(-1)?.text).toMatch(/^ACK /);
  });

  test('hears early media, and is cancelled', async () => {
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9001');
    await call.waitForResponse(183);
    await call.sendMedia(50);
    await call.waitForPackets(10);
    const cancelled = await call.cancel();

    expect(cancelled.statusCode).toBe(200);
    expect(await call.waitForEnd()).toBe(487);
    expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
  });

  test('is refused where the number is busy, once: the ACK arrives', async () => {
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9004');
    const end = await call.waitForEnd();
    // A refusal without an ACK comes again after half a second, and would be here by then.
    const later = await phone.call('9006');
    await later.waitForEnd();

    expect(end).toBe(486);
    expect(call.statusCodes.filter((code) => code === 486)).toHaveLength(1);
  });

  test('loses no answer when each of both sides repeats what it has sent', async () => {
    const caller = await scene.registerPhone('4001', { retransmits: true, t1Ms: 20 });
    const callee = await scene.registerPhone('4002', { retransmits: true, t1Ms: 20, calls: {} });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await incoming.answer();
    await talk(outgoing, incoming);
    await incoming.hangUp();

    await outgoing.waitForEnd();
    const invites = callee.received.filter(({ text }) => text.startsWith('INVITE '));
    expect(new Set(invites.map(({ text }) => readHeader(text, 'call-id'))).size).toBe(1);
  });
});

describe.each(flavours)('a call of $title through farend to a phone', (flavour) => {
  let scene: CallScene;

  beforeAll(async () => {
    scene = await createCallScene({ flavour });
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('rings, is answered and acknowledged, has media both ways, and the caller ends it', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await outgoing.waitForResponse(180);
    await incoming.answer();
    await talk(outgoing, incoming);
    const bye = await outgoing.hangUp();
    await incoming.waitForRequest('BYE');

    expect(bye.statusCode).toBe(200);
    for (const phone of [caller, callee]) expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
  });

  test('is ended by the phone that was called', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: { final: 'answer' } });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await talk(outgoing, incoming);
    const bye = await incoming.hangUp();
    await outgoing.waitForRequest('BYE');

    expect(bye.statusCode).toBe(200);
    for (const phone of [caller, callee]) expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
  });

  test('has early media of the phone', async () => {
    const caller = await scene.registerPhone('4001');
    const calls = { provisional: [183], earlyMedia: true };
    const callee = await scene.registerPhone('4002', { calls });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await outgoing.waitForResponse(183);
    await Promise.all([incoming.sendMedia(100), outgoing.sendMedia(100)]);
    await outgoing.waitForPackets(10);
    await incoming.answer();

    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
  });

  test('is cancelled by the caller while it rings', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await outgoing.waitForResponse(180);
    await outgoing.cancel();

    expect(await outgoing.waitForEnd()).toBe(487);
    expect(await incoming.waitForEnd()).toBe(487);
    const ack = await callee.waitForRequest('ACK');
    expect(ack.text).toMatch(/^ACK sip:4002@192\.168\.1\.52:5060 SIP\/2\.0\r\n/);
  });

  test('is refused by the phone, and the refusal is acknowledged', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: { final: 486 } });

    const outgoing = await caller.call('4002');
    const end = await outgoing.waitForEnd();
    const ack = await callee.waitForRequest('ACK');

    expect(end).toBe(486);
    expect(ack.text).toMatch(/^ACK sip:4002@192\.168\.1\.52:5060 SIP\/2\.0\r\n/);
  });
});
