// Whose call it is: phones of two offices, several phones of one account, phones that are not or no
// longer registered, a phone with several lines.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  type CallScene,
  createCallScene,
  listCorrespondents,
  ONLY_FAREND,
} from '../../support/call-scene.ts';
import type { Site } from '../../support/network/site.ts';
import { talk } from '../../support/phone/call/talk.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const pjsipFlavours = flavours.filter(({ driver }) => driver === 'chan_pjsip');

describe.each(flavours)('through farend to $title', (flavour) => {
  let scene: CallScene;
  let york: Site;

  beforeAll(async () => {
    scene = await createCallScene({ flavour });
    york = await scene.createYork();
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('phones of two offices talk that have the same address', async () => {
    const address = '192.168.1.50';
    const inLeeds = await scene.registerPhone('4001', { address });
    const inYork = await scene.registerPhone('4002', { address, calls: {} }, york);

    const outgoing = await inLeeds.call('4002');
    const incoming = await inYork.waitForCall();
    await incoming.answer();
    await talk(outgoing, incoming);
    await incoming.hangUp();
    await outgoing.waitForEnd();

    for (const phone of [inLeeds, inYork]) expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
  });

  test('a phone that is not registered calls, and is hung up', async () => {
    const phone = await scene.startPhone('4003');

    const toEcho = await phone.call('9002');
    await talk(toEcho);
    await toEcho.hangUp();
    const call = await phone.call('9006');
    await call.waitUntilConfirmed();
    await call.waitForRequest('BYE');

    expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
  });

  test('a call outlives the registration of the phone that made it', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: { final: 'answer' } });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await talk(outgoing, incoming);
    await caller.unregister();
    const held = await outgoing.hold();
    await incoming.hangUp();
    await outgoing.waitForRequest('BYE');

    expect(held.statusCode).toBe(200);
  });

  test('a call outlives the registration of the phone that took it', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: { final: 'answer' } });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await talk(outgoing, incoming);
    await callee.unregister();
    const held = await incoming.hold();
    await outgoing.hangUp();
    await incoming.waitForRequest('BYE');

    expect(held.statusCode).toBe(200);
  });

  test('a phone of several lines has another Contact in dialogs than it registered', async () => {
    const dialogContact = 'sip:line7@192.168.1.51:5060;line=7';
    const caller = await scene.registerPhone('4001', { dialogContact });
    const callee = await scene.registerPhone('4002', {
      calls: { final: 'answer' },
      dialogContact: 'sip:line2@192.168.1.52:5060',
    });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await talk(outgoing, incoming);
    const held = await outgoing.hold();
    await incoming.hangUp();
    const toCaller = await outgoing.waitForRequest('BYE');
    const second = await caller.call('4002');
    const secondIncoming = await callee.waitForCall();
    await talk(second, secondIncoming);
    await second.hangUp();
    const toCallee = await secondIncoming.waitForRequest('BYE');

    expect(held.statusCode).toBe(200);
    expect(toCaller).toContain(`BYE ${dialogContact} SIP/2.0\r\n`);
    expect(toCallee).toContain('BYE sip:line2@192.168.1.52:5060 SIP/2.0\r\n');
  });
});

describe.each(pjsipFlavours)('through farend to $title', (flavour) => {
  let scene: CallScene;
  let york: Site;

  beforeAll(async () => {
    scene = await createCallScene({ flavour });
    york = await scene.createYork();
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('every phone of an account rings, one answers, the others are cancelled', async () => {
    const caller = await scene.registerPhone('4001');
    const atDesk = await scene.registerPhone('4002', { calls: {} });
    const atDoor = await scene.registerPhone('4002', { calls: {}, address: '192.168.1.56' });
    const inYork = await scene.registerPhone('4002', { calls: {} }, york);

    const outgoing = await caller.call('84002');
    const [desk, door, far] = await Promise.all([
      atDesk.waitForCall(),
      atDoor.waitForCall(),
      inYork.waitForCall(),
    ]);
    await far.answer();
    await talk(outgoing, far);
    const ends = [await desk.waitForEnd(), await door.waitForEnd()];
    await outgoing.hangUp();
    await far.waitForRequest('BYE');

    expect(ends).toEqual([487, 487]);
    for (const phone of [atDesk, atDoor, inYork])
      expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
  });
});
