// `farend divert` under phones that know nothing of it: registered with Asterisk itself, behind NAT, in
// calls.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { listCorrespondents } from '../../support/call-scene.ts';
import {
  ASTERISK,
  createDivertScene,
  type DivertScene,
  TRUNK_ADDRESS,
} from '../../support/divert/divert-scene.ts';
import { talk } from '../../support/phone/call/talk.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { runChecked } from '../../support/process/run-command.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned()).filter(
  ({ root, driver }) => root.version.startsWith('22') || driver === 'chan_sip',
);

describe.each(flavours)('phones of $title', (flavour) => {
  let scene: DivertScene;
  let phone: Phone;
  let colleague: Phone;

  beforeAll(async () => {
    scene = await createDivertScene(flavour);
    phone = await scene.registerPhone('4001');
    colleague = await scene.registerPhone('4002');
  });
  afterAll(stopEverything);

  function listChannels(): Promise<string> {
    return scene.office.asterisk.cli('core show channels count');
  }

  async function awaitNoCalls(): Promise<void> {
    const ask = async () =>
      (await listChannels()).includes('0 active channels') ? true : undefined;
    await pollUntil(ask, { timeoutMs: 20_000, everyMs: 200, what: 'the end of all calls' });
  }

  test('a call goes on when its phone is diverted: held, resumed, hung up by the phone', async () => {
    const call = await phone.call('9002');
    await talk(call);

    await scene.divert.on();
    const held = await call.hold();
    const resumed = await call.resume();
    await talk(call);
    const bye = await call.hangUp();

    expect([held, resumed, bye].map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    await awaitNoCalls();
    expect(listCorrespondents(phone)).toEqual([ASTERISK]);
  });

  test.each([
    ['after the phone has asked for something in it', true],
    ['at once', false],
  ])('a call from before is hung up by Asterisk, %s', async (_, asks) => {
    await scene.divert.off();
    await scene.register(phone);
    const call = await phone.call('9002');
    await call.waitUntilConfirmed();

    await scene.divert.on();
    if (asks) await call.hold();
    await scene.office.asterisk.cli('channel request hangup all');
    await call.waitForRequest('BYE');

    await awaitNoCalls();
    expect(await call.waitForEnd()).toBeUndefined();
  });

  test('a phone rings, and talks, before its next REGISTER', async () => {
    const outgoing = await colleague.call('4001');
    const incoming = await phone.waitForCall();
    await incoming.waitUntilConfirmed();
    await talk(outgoing, incoming);
    const bye = await incoming.hangUp();

    expect(bye.statusCode).toBe(200);
    await awaitNoCalls();
    expect(listCorrespondents(phone)).toEqual([ASTERISK]);
  });

  test('a phone registers through farend without knowing, and is called when no kernel remembers it', async () => {
    const isDiverted = await scene.isDiverted(phone);
    await runChecked(['ip', 'netns', 'exec', scene.office.pbx.namespace, 'conntrack', '-F']);

    const outgoing = await colleague.call('4001');
    const incoming = await phone.waitForCall();
    await incoming.waitUntilConfirmed();
    await talk(outgoing, incoming);
    await outgoing.hangUp();

    expect(isDiverted).toBe(true);
    await awaitNoCalls();
    expect(listCorrespondents(phone)).toEqual([ASTERISK]);
  });

  test('only one site is diverted, or all but a phone, and no trunk of Asterisk', async () => {
    const yorkPhone = await scene.registerPhone('4003', {}, scene.york);

    await scene.divert.on('--from', scene.york.publicAddress);
    const ofYork = [await scene.isDiverted(yorkPhone), await scene.isDiverted(phone)];
    await scene.divert.on('--except', scene.york.publicAddress);
    const ofOthers = [await scene.isDiverted(yorkPhone), await scene.isDiverted(phone)];

    const { guard } = await scene.divert.status();
    expect(guard?.except).toContainEqual({
      network: `${TRUNK_ADDRESS}/32`,
      source: expect.stringMatching(/^trunk .*\.conf:\d+\)$/),
    });
    expect(ofYork).toEqual([true, false]);
    expect(ofOthers).toEqual([false, true]);
  });

  test('farend is killed in a call: Asterisk serves the phone again, and the call is hung up', async () => {
    await scene.divert.on();
    await scene.register(phone);
    const call = await phone.call('9002');
    await talk(call);

    await scene.farend.kill();
    await pollUntil(
      async () =>
        (await scene.divert.nft('list', 'tables')).includes('farend') ? undefined : true,
      { timeoutMs: 10_000, everyMs: 200, what: 'the end of the table' },
    );
    await scene.register(phone);
    const bye = await call.hangUp();
    const outgoing = await colleague.call('4001');
    await talk(outgoing, await phone.waitForCall());
    await outgoing.hangUp();

    expect(bye.statusCode).toBe(200);
    await awaitNoCalls();
  });

  test('farend is back: so is the table, and the phone is served by farend', async () => {
    await scene.farend.start();
    await pollUntil(
      async () => ((await scene.divert.status()).verdict === 'on' ? true : undefined),
      { timeoutMs: 20_000, everyMs: 200, what: 'the table' },
    );

    expect(await scene.isDiverted(phone)).toBe(true);
  });
});
