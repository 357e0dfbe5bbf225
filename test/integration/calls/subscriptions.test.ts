// Subscriptions and messages through farend: BLF, presence, MWI, MESSAGE, from phones behind a real
// router that offer no rport.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  type CallScene,
  createCallScene,
  listCorrespondents,
  ONLY_FAREND,
} from '../../support/call-scene.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const DIALOG_INFO = { event: 'dialog', accept: 'application/dialog-info+xml' };
const PRESENCE = { event: 'presence', accept: 'application/pidf+xml' };
const MESSAGES = { event: 'message-summary', accept: 'application/simple-message-summary' };

describe.each(flavours)('a subscription through farend to $title', (flavour) => {
  let scene: CallScene;

  beforeAll(async () => {
    scene = await createCallScene({ flavour });
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('of BLF tells that a phone rings and talks, is refreshed, and ends', async () => {
    const watcher = await scene.registerPhone('4001');
    const caller = await scene.registerPhone('4003');
    const callee = await scene.registerPhone('4002', { calls: {} });

    const subscription = await watcher.subscribe('4002', DIALOG_INFO);
    await subscription.waitForNotify((text) => text.includes('>terminated<'));
    await caller.call('4002');
    const incoming = await callee.waitForCall();
    await subscription.waitForNotify((text) => text.includes('>early<'));
    const refreshed = await subscription.refresh();
    await incoming.answer();
    await subscription.waitForNotify((text) => text.includes('>confirmed<'));
    const ended = await subscription.terminate();
    await subscription.waitUntilTerminated();

    expect([refreshed.statusCode, ended.statusCode]).toEqual([200, 200]);
    expect(listCorrespondents(watcher)).toEqual(ONLY_FAREND);
  });

  test('of presence tells that a phone is open', async () => {
    const watcher = await scene.registerPhone('4001');
    await scene.registerPhone('4002');

    const subscription = await watcher.subscribe('4002', PRESENCE);

    // The first may still be from before Asterisk has noted the registration.
    const notify = await subscription.waitForNotify((text) => text.includes('<basic>open</basic>'));

    expect(notify).toContain('4002');
  });

  test('of MWI tells that messages wait', async () => {
    const phone = await scene.registerPhone('4004');

    const subscription = await phone.subscribe('4004', MESSAGES);
    await subscription.waitForNotify((text) => text.includes('Messages-Waiting: no'));
    await scene.office.asterisk.leaveMessages('4004');

    const notify = await subscription.waitForNotify((text) => text.includes('3/1'));
    expect(notify).toContain('Messages-Waiting: yes');
    expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
  });

  test('of a phone that is not registered is served too', async () => {
    const watcher = await scene.startPhone('4001');
    const caller = await scene.registerPhone('4003');
    await scene.registerPhone('4002', { calls: {} });

    const subscription = await watcher.subscribe('4002', DIALOG_INFO);
    await caller.call('4002');

    await subscription.waitForNotify((text) => text.includes('>early<'));
  });

  test('a MESSAGE outside of dialogs goes to another phone', async () => {
    const sender = await scene.registerPhone('4001');
    const receiver = await scene.registerPhone('4002');

    const sent = await sender.request('MESSAGE', '4002', {
      body: { type: 'text/plain', text: 'lunch at one' },
    });

    const received = await receiver.waitForRequest('MESSAGE');
    expect(sent.statusCode).toBe(202);
    expect(received.text).toContain('\r\n\r\nlunch at one');
    expect(received.text).toMatch(/^MESSAGE sip:4002@192\.168\.1\.52:5060 SIP\/2\.0\r\n/);
  });
});
