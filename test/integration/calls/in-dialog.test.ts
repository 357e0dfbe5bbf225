// What happens within a call through farend: hold, media that move, digits, text, transfers, reliable
// provisional answers. Phones behind a real router that offer no rport.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import {
  type CallScene,
  createCallScene,
  listCorrespondents,
  ONLY_FAREND,
} from '../../support/call-scene.ts';
import type { Call } from '../../support/phone/call/call.ts';
import { talk } from '../../support/phone/call/talk.ts';
import type { Phone } from '../../support/phone/phone.ts';
import type { PhoneOptions } from '../../support/phone/phone-options.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const pjsipFlavours = flavours.filter(({ driver }) => driver === 'chan_pjsip');

interface Joined {
  readonly caller: Phone;
  readonly callee: Phone;
  readonly outgoing: Call;
  readonly incoming: Call;
}

/** 4001 calls 4002, and they hear each other. */
async function join(scene: CallScene, options: Partial<PhoneOptions> = {}): Promise<Joined> {
  const caller = await scene.registerPhone('4001', options);
  const callee = await scene.registerPhone('4002', { calls: { final: 'answer' }, ...options });
  const outgoing = await caller.call('4002');
  const incoming = await callee.waitForCall();
  await talk(outgoing, incoming);
  return { caller, callee, outgoing, incoming };
}

/** Digits as INFO, hold passed on to the other phone, where the driver can. */
function listLines({ driver }: AsteriskFlavour): string[] {
  return driver === 'chan_sip'
    ? ['dtmfmode = info']
    : ['dtmf_mode = info', 'moh_passthrough = yes'];
}

describe.each(flavours)('within a call through farend, $title', (flavour) => {
  let scene: CallScene;

  beforeAll(async () => {
    scene = await createCallScene({ flavour, endpoint: { lines: listLines(flavour) } });
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('takes a hold by re-INVITE, both ways of saying it, of the caller', async () => {
    const { caller, outgoing, incoming } = await join(scene);

    const held = await outgoing.hold();
    const heldByAddress = await outgoing.reinvite({ sdp: { connection: '0.0.0.0' } });
    const resumed = await outgoing.resume();
    await talk(outgoing, incoming);

    expect(held.response).toContain('\r\na=recvonly\r\n');
    expect([held, heldByAddress, resumed].map(({ statusCode }) => statusCode)).toEqual([
      200, 200, 200,
    ]);
    expect(listCorrespondents(caller)).toEqual(ONLY_FAREND);
  });

  test('takes a hold of the phone that was called', async () => {
    const { callee, outgoing, incoming } = await join(scene);

    const held = await incoming.hold();
    const resumed = await incoming.resume();
    await talk(outgoing, incoming);

    expect([held.statusCode, resumed.statusCode]).toEqual([200, 200]);
    expect(listCorrespondents(callee)).toEqual(ONLY_FAREND);
  });

  test('follows media to another port, from either side', async () => {
    const { outgoing, incoming } = await join(scene);

    const byCaller = await outgoing.reinvite({ moveMedia: true });
    await talk(outgoing, incoming);
    const byCallee = await incoming.reinvite({ moveMedia: true });
    await talk(outgoing, incoming);

    expect([byCaller.statusCode, byCallee.statusCode]).toEqual([200, 200]);
  });

  test('carries INFO to the other phone', async () => {
    const { outgoing, incoming } = await join(scene);

    const text = 'Signal=5\r\nDuration=160\r\n';
    const info = await outgoing.request('INFO', { body: { type: 'application/dtmf-relay', text } });

    expect(info.statusCode).toBe(200);
    expect(await incoming.waitForRequest('INFO')).toMatch(/Signal=\s?5/);
  });

  test('carries MESSAGE to the other phone', async () => {
    const { outgoing, incoming } = await join(scene);

    const body = { type: 'text/plain', text: 'one moment' };
    const message = await outgoing.request('MESSAGE', { body });

    expect(message.statusCode).toBe(202);
    expect(await incoming.waitForRequest('MESSAGE')).toContain('one moment');
  });

  test('is transferred blind by the caller', async () => {
    const { outgoing, incoming, caller } = await join(scene);
    const target = await scene.registerPhone('4003', { calls: { final: 'answer' } });

    const refer = await outgoing.refer('sip:4003@203.0.113.10');
    const notify = await outgoing.waitForRequest('NOTIFY');
    const taken = await target.waitForCall();
    await talk(incoming, taken);

    expect(refer.statusCode).toBe(202);
    expect(notify).toContain('message/sipfrag');
    expect(listCorrespondents(caller)).toEqual(ONLY_FAREND);
  });

  test('is transferred blind by the phone that was called', async () => {
    const { outgoing, incoming, callee } = await join(scene);
    const target = await scene.registerPhone('4003', { calls: { final: 'answer' } });

    const refer = await incoming.refer('sip:4003@203.0.113.10');
    await incoming.waitForRequest('NOTIFY');
    const taken = await target.waitForCall();
    await talk(outgoing, taken);

    expect(refer.statusCode).toBe(202);
    expect(listCorrespondents(callee)).toEqual(ONLY_FAREND);
  });

  test('is transferred after a consultation: Replaces names a dialog that farend has left alone', async () => {
    const { outgoing, incoming, caller } = await join(scene);
    const target = await scene.registerPhone('4003', { calls: { final: 'answer' } });

    await outgoing.hold();
    const consultation = await caller.call('4003');
    const taken = await target.waitForCall();
    await talk(consultation, taken);
    const refer = await outgoing.refer('sip:4003@203.0.113.10', consultation);
    await consultation.waitForEnd();
    await talk(incoming, taken);

    expect(refer.statusCode).toBe(202);
    expect(listCorrespondents(caller)).toEqual(ONLY_FAREND);
  });
});

describe.each(pjsipFlavours)('within a call through farend, $title', (flavour) => {
  let scene: CallScene;

  beforeAll(async () => {
    scene = await createCallScene({ flavour, endpoint: { lines: listLines(flavour) } });
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('takes an UPDATE of either phone', async () => {
    const { outgoing, incoming } = await join(scene);

    const byCaller = await outgoing.update({ moveMedia: true });
    const byCallee = await incoming.update({ moveMedia: true });
    await talk(outgoing, incoming);

    expect([byCaller.statusCode, byCallee.statusCode]).toEqual([200, 200]);
  });

  test('passes a hold on to the other phone by a re-INVITE of its own', async () => {
    const { outgoing, incoming, callee } = await join(scene);

    await outgoing.hold();
    const reinvite = await incoming.waitForRequest('INVITE');
    await incoming.waitForRequest('ACK');

    expect(reinvite).toMatch(/^INVITE sip:4002@192\.168\.1\.52:5060 SIP\/2\.0\r\n/);
    expect(reinvite).toContain('\r\na=sendonly\r\n');
    expect(listCorrespondents(callee)).toEqual(ONLY_FAREND);
  });
});

describe.each(pjsipFlavours)('an UPDATE of $title through farend', (flavour) => {
  let scene: CallScene;

  beforeAll(async () => {
    const lines = ['send_pai = yes', 'trust_id_outbound = yes', 'connected_line_method = update'];
    scene = await createCallScene({ flavour, endpoint: { lines } });
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('tells a phone to whom it was transferred', async () => {
    const { outgoing, incoming, caller, callee } = await join(scene);
    const target = await scene.registerPhone('4003', { calls: { final: 'answer' } });

    const consultation = await caller.call('4003');
    const taken = await target.waitForCall();
    await talk(consultation, taken);
    await outgoing.refer('sip:4003@203.0.113.10', consultation);
    const update = await incoming.waitForRequest('UPDATE');
    await talk(incoming, taken);

    expect(update).toMatch(/^UPDATE sip:4002@192\.168\.1\.52:5060 SIP\/2\.0\r\n/);
    expect(listCorrespondents(callee)).toEqual(ONLY_FAREND);
  });
});

describe.each(pjsipFlavours)('reliable provisional answers through farend, $title', (flavour) => {
  let scene: CallScene;

  beforeAll(async () => {
    scene = await createCallScene({ flavour, endpoint: { lines: ['100rel = required'] } });
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('of Asterisk are acknowledged by the phone', async () => {
    const phone = await scene.registerPhone('4001', { supported100rel: true });

    const call = await phone.call('9003');
    const progress = await call.waitForResponse(183);
    await call.waitUntilConfirmed();

    const isPrack = (text: string): boolean =>
      /^SIP\/2\.0 200 .*\r\nCSeq: \d+ PRACK\r\n/s.test(text);
    expect(progress).toMatch(/\r\nRequire: 100rel\r\n/i);
    expect(phone.received.some(({ text }) => isPrack(text))).toBe(true);
    expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
  });

  test('of a phone are acknowledged by Asterisk', async () => {
    const caller = await scene.registerPhone('4001', { supported100rel: true });
    const callee = await scene.registerPhone('4002', { supported100rel: true, calls: {} });

    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    const prack = await incoming.waitForRequest('PRACK');
    await incoming.answer();
    await talk(outgoing, incoming);

    expect(prack).toMatch(/^PRACK sip:4002@192\.168\.1\.52:5060 SIP\/2\.0\r\n/);
  });
});
