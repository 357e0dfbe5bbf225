// Phones that do it their own way, in calls and in subscriptions. What farend replaces in a dialog, and
// why, is in docs/design/decisions/0008-dialogs.md.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  type CallScene,
  createCallScene,
  listCorrespondents,
  ONLY_FAREND,
} from '../../support/call-scene.ts';
import { FAREND } from '../../support/farend-office.ts';
import type { Call } from '../../support/phone/call/call.ts';
import type { ExchangeResult } from '../../support/phone/call/call-options.ts';
import { talk } from '../../support/phone/call/talk.ts';
import type { Phone } from '../../support/phone/phone.ts';
import type { PhoneOptions } from '../../support/phone/phone-options.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const kinds: readonly (Partial<PhoneOptions> & { readonly title: string })[] = [
  { title: 'that ignores Record-Route', ignoresRecordRoute: true },
  { title: 'that sends everything to farend', outboundProxy: FAREND },
  { title: 'that offers rport and writes compact forms', rport: true, compactForms: true },
];

function isByeToAsterisk(line: string): boolean {
  return /^BYE sip:(?:\S+@)?203\.0\.113\.10:5080 SIP\/2\.0/.test(line);
}

interface Joined {
  readonly caller: Phone;
  readonly callee: Phone;
  readonly outgoing: Call;
  readonly incoming: Call;
}

describe.each(flavours)('$title', (flavour) => {
  let scene: CallScene;

  beforeAll(async () => {
    // Asterisk's own re-INVITE, with which it changes the target of the dialog.
    const lines = flavour.driver === 'chan_sip' ? [] : ['moh_passthrough = yes'];
    scene = await createCallScene({ flavour, endpoint: { lines } });
    await scene.office.asterisk.traceSip();
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  /** 4001 calls 4002, both of the kind, and they hear each other. */
  async function join(options: Partial<PhoneOptions>): Promise<Joined> {
    const caller = await scene.registerPhone('4001', options);
    const callee = await scene.registerPhone('4002', { calls: { final: 'answer' }, ...options });
    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await incoming.waitForRequest('ACK');
    await talk(outgoing, incoming);
    return { caller, callee, outgoing, incoming };
  }

  /** Where Asterisk passes a hold on, its own re-INVITE is waited for: two at once are refused (491). */
  async function modify(
    holder: Call,
    other: Call,
    direction: 'sendonly' | 'sendrecv',
  ): Promise<ExchangeResult> {
    const result = await holder.reinvite({ sdp: { direction } });
    if (flavour.driver === 'chan_pjsip') {
      await other.waitForRequest('INVITE');
      await other.waitForRequest('ACK');
    }
    return result;
  }

  describe.each(kinds)('a phone $title', ({ title, ...options }) => {
    test('calls one of its kind, each holds the other, and the caller hangs up', async () => {
      const { caller, callee, outgoing, incoming } = await join(options);

      const held = await modify(outgoing, incoming, 'sendonly');
      const resumed = await modify(outgoing, incoming, 'sendrecv');
      const heldByCallee = await modify(incoming, outgoing, 'sendonly');
      const resumedByCallee = await modify(incoming, outgoing, 'sendrecv');
      const from = scene.office.asterisk.console.items.length;
      const bye = await outgoing.hangUp();
      await incoming.waitForRequest('BYE');
      // Asterisk itself takes a BYE for its tags alone; the Request-URI is to be its Contact all the same.
      await scene.office.asterisk.console.waitFor(isByeToAsterisk, 5000, 'its BYE', from);

      const answers = [held, resumed, heldByCallee, resumedByCallee, bye];
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
      for (const phone of [caller, callee]) expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
    });

    test('is hung up, and hangs up itself when it was called', async () => {
      const { caller, callee, outgoing, incoming } = await join(options);

      const bye = await incoming.hangUp();
      await outgoing.waitForRequest('BYE');
      const second = await caller.call('9006');
      await second.waitForRequest('BYE');

      expect(bye.statusCode).toBe(200);
      for (const phone of [caller, callee]) expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
    });

    test('subscribes, refreshes and ends its subscription', async () => {
      const watcher = await scene.registerPhone('4001', options);
      const event = { event: 'presence', accept: 'application/pidf+xml' };

      const subscription = await watcher.subscribe('4002', event);
      await subscription.waitForNotify();
      const refreshed = await subscription.refresh();
      const ended = await subscription.terminate();
      await subscription.waitUntilTerminated();

      expect([refreshed.statusCode, ended.statusCode]).toEqual([200, 200]);
      expect(listCorrespondents(watcher)).toEqual(ONLY_FAREND);
    });
  });
});
