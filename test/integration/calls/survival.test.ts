// What calls and subscriptions survive: routers that pick other ports or rewrite SIP, farend killed and
// started again, Asterisk started again.

import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { type CallScene, createCallScene } from '../../support/call-scene.ts';
import type { Call } from '../../support/phone/call/call.ts';
import { talk } from '../../support/phone/call/talk.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { readHeader } from '../../support/phone/sip-text.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

const DIALOG_INFO = { event: 'dialog', accept: 'application/dialog-info+xml' };

interface Joined {
  readonly caller: Phone;
  readonly callee: Phone;
  readonly outgoing: Call;
  readonly incoming: Call;
}

/** 4001 calls 4002, and they hear each other. */
async function join(scene: CallScene): Promise<Joined> {
  const caller = await scene.registerPhone('4001');
  const callee = await scene.registerPhone('4002', { calls: { final: 'answer' } });
  const outgoing = await caller.call('4002');
  const incoming = await callee.waitForCall();
  await talk(outgoing, incoming);
  return { caller, callee, outgoing, incoming };
}

describe.each(flavours)('a call through farend to $title', (flavour) => {
  test('reaches a caller by the port that its router picked in mid-call', async () => {
    const scene = await createCallScene({ flavour });
    const { caller, outgoing, incoming } = await join(scene);

    await scene.office.site.forgetBindings('192.168.1.51');
    await caller.register();
    await incoming.hangUp();

    expect(await outgoing.waitForRequest('BYE')).toMatch(/^BYE sip:4001@192\.168\.1\.51:5060 /);
  });

  test('reaches a phone that was called by the port that its router picked in mid-call', async () => {
    const scene = await createCallScene({ flavour });
    const { callee, outgoing, incoming } = await join(scene);

    await scene.office.site.forgetBindings('192.168.1.52');
    await callee.register();
    await outgoing.hangUp();

    expect(await incoming.waitForRequest('BYE')).toMatch(/^BYE sip:4002@192\.168\.1\.52:5060 /);
  });

  test('goes on from the new port of the phone, registered there or not', async () => {
    const scene = await createCallScene({ flavour });
    const { outgoing, incoming } = await join(scene);

    await scene.office.site.forgetBindings('192.168.1.51');
    await scene.office.site.forgetBindings('192.168.1.52');
    const held = await outgoing.hold();
    const resumed = await outgoing.resume();
    await talk(outgoing, incoming);
    const bye = await incoming.hangUp();

    expect([held, resumed, bye].map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  });

  test('outlives farend, which is killed and started again', async () => {
    const scene = await createCallScene({ flavour });
    const { outgoing, incoming } = await join(scene);

    await scene.farend.kill();
    await scene.farend.start();
    const held = await outgoing.hold();
    const resumed = await incoming.reinvite({ moveMedia: true });
    await talk(outgoing, incoming);
    await incoming.hangUp();
    await outgoing.waitForRequest('BYE');

    expect([held.statusCode, resumed.statusCode]).toEqual([200, 200]);
  });

  test('is answered after farend was killed and started again while it rang', async () => {
    const scene = await createCallScene({ flavour });
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await outgoing.waitForResponse(180);
    await scene.farend.kill();
    await scene.farend.start();
    await incoming.answer();
    await talk(outgoing, incoming);
    await outgoing.hangUp();

    await incoming.waitForRequest('BYE');
  });

  test('of a phone without a registration outlives farend too', async () => {
    const scene = await createCallScene({ flavour });
    const phone = await scene.startPhone('4003');

    const call = await phone.call('9002');
    await talk(call);
    await scene.farend.kill();
    await scene.farend.start();
    await scene.office.asterisk.cli('channel request hangup all');

    expect(await call.waitForRequest('BYE')).toMatch(/^BYE sip:4003@192\.168\.1\.53:5060 /);
  });

  test('is over when Asterisk starts again, and the phones call and are called at once', async () => {
    const scene = await createCallScene({ flavour });
    const { caller, callee, outgoing } = await join(scene);

    await scene.office.asterisk.restart();
    const bye = await outgoing.hangUp();
    const next = await caller.call('4002');
    const taken = await callee.waitForCall();
    await talk(next, taken);

    expect(bye.statusCode).toBe(481);
    expect(readHeader(bye.response, 'via')).toContain('received=203.0.113.1');
  });

  test('moves the way to a phone when that has picked up a new port and calls', async () => {
    const scene = await createCallScene({ flavour });
    const caller = await scene.registerPhone('4001', { calls: { final: 'answer' } });
    const other = await scene.registerPhone('4002');

    await scene.office.site.forgetBindings('192.168.1.51');
    const own = await caller.call('9006');
    await own.waitForRequest('BYE');
    const outgoing = await other.call('4001');
    const incoming = await caller.waitForCall();

    await talk(outgoing, incoming);
  });

  test('crosses a router that loses one datagram in four', async () => {
    const scene = await createCallScene({ flavour });
    const patient = { retransmits: true, timeoutMs: 15_000 };
    const caller = await scene.registerPhone('4001', patient);
    const callee = await scene.registerPhone('4002', { ...patient, calls: {} });

    await scene.office.site.loseOneIn(4);
    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall(15_000);
    await incoming.answer();
    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
    const bye = await incoming.hangUp();
    await outgoing.waitForEnd();

    expect(bye.statusCode).toBe(200);
  });

  test('crosses a router that gives every packet another port', async () => {
    const site = { rebind: 'every-packet', hosts: 10 } as const;
    const scene = await createCallScene({ flavour, site });
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await incoming.answer();
    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
    const held = await incoming.hold();
    await outgoing.hangUp();
    await incoming.waitForRequest('BYE');

    expect(held.statusCode).toBe(200);
  });

  test('crosses a router that rewrites SIP', async () => {
    const scene = await createCallScene({ flavour, site: { alg: true, hosts: 10 } });
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await incoming.answer();
    await talk(outgoing, incoming);
    await incoming.hangUp();

    await outgoing.waitForRequest('BYE');
  });
});

describe.each(flavours)('a subscription through farend to $title', (flavour) => {
  test('outlives farend, and follows the phone to another port', async () => {
    const scene = await createCallScene({ flavour });
    const watcher = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} });
    const caller = await scene.registerPhone('4003');

    const subscription = await watcher.subscribe('4002', DIALOG_INFO);
    await subscription.waitForNotify();
    await scene.farend.kill();
    await scene.farend.start();
    const call = await caller.call('4002');
    await subscription.waitForNotify((text) => text.includes('>early<'));
    await scene.office.site.forgetBindings('192.168.1.51');
    await watcher.register();
    await (await callee.waitForCall()).answer();
    await call.waitUntilConfirmed();

    const notify = await subscription.waitForNotify((text) => text.includes('>confirmed<'));
    expect(notify).toMatch(/^NOTIFY sip:4001@192\.168\.1\.51:5060 SIP\/2\.0\r\n/);
  });
});
