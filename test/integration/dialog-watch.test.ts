// What a real Asterisk, real phones and real NAT show of calls: each trouble is told over the feed of the
// proxy, and by HEP where Asterisk mirrors its SIP; calls in good order tell how long they lasted.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DialogObservation } from '../../src/observation/dialog-observation.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { type CallScene, createCallScene } from '../support/call-scene.ts';
import { createFarendOffice } from '../support/farend-office.ts';
import { followDialogs } from '../support/follow-dialogs.ts';
import { type LabCollector, startCollector } from '../support/hep/start-collector.ts';
import { PBX_ADDRESS, PRIVATE_PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { createOffice, type Office } from '../support/office.ts';
import type { Call } from '../support/phone/call/call.ts';
import type { Phone } from '../support/phone/phone.ts';
import type { EventLog } from '../support/process/event-log.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

/** 64·T1 and half a minute: nobody answers until then. */
const DEADLINE_MS = 60_000;
const HEP_PORT = 9060;
const PROVIDER = '203.0.113.70';
/** Far beyond what one packet takes with the rest of an INVITE. */
const PADDING = [`X-Padding: ${'x'.repeat(1_000)}`];

const pjsipFlavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

type Dialogs = EventLog<DialogObservation>;
type Of<Kind> = Extract<DialogObservation, { kind: Kind }>;

async function waitFor<Kind extends DialogObservation['kind']>(
  dialogs: Dialogs,
  kind: Kind,
  { callId }: { readonly callId: string },
): Promise<Of<Kind>> {
  const isIt = (one: DialogObservation) => one.kind === kind && one.callId === callId;
  return (await dialogs.waitFor(isIt, DEADLINE_MS, `${kind} of ${callId}`)) as Of<Kind>;
}

/** What is told of a call besides its end, and besides the private addresses of a phone behind NAT. */
function listTrouble(dialogs: Dialogs): string[] {
  return dialogs.items
    .filter((one) => one.kind !== 'ended' && one.kind !== 'answered')
    .filter((one) => one.kind !== 'media' || one.unroutableToPhone !== undefined)
    .map((one) => one.kind);
}

async function connect(caller: Phone, callee: Phone, number: string): Promise<[Call, Call]> {
  const outgoing = await caller.call(number);
  const incoming = await callee.waitForCall();
  await incoming.answer();
  await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
  return [outgoing, incoming];
}

afterAll(stopEverything);

describe.each(pjsipFlavours)('through farend, $title', (flavour) => {
  let scene: CallScene;
  let dialogs: Dialogs;

  beforeAll(async () => {
    scene = await createCallScene({
      flavour,
      endpoint: { lines: ['moh_passthrough = yes'] },
    });
    dialogs = await followDialogs(scene.farend);
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('a call in good order tells how long it lasted, for each of its phones', async () => {
    const from = dialogs.items.length;
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} });

    const [outgoing, incoming] = await connect(caller, callee, '4002');
    await outgoing.hold();
    await outgoing.resume();
    const [out, back] = [await outgoing.readDialog(), await incoming.readDialog()];
    await outgoing.hangUp();
    await incoming.waitForEnd();

    expect(await waitFor(dialogs, 'ended', out)).toMatchObject({
      producer: 'proxy',
      aor: `4001@${PBX_ADDRESS}`,
      endedBy: 'phone',
      source: expect.stringMatching(/^203\.0\.113\.1:\d+$/),
      device: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(await waitFor(dialogs, 'ended', back)).toMatchObject({
      aor: `4002@${PBX_ADDRESS}`,
      endedBy: 'asterisk',
    });
    // With both Record-Routes, Asterisk's own INVITE may have a few bytes more than 1300.
    const told = dialogs.items
      .slice(from)
      .filter(({ kind }) => kind !== 'ended' && kind !== 'large');
    expect(told).toHaveLength(2);
    expect(told).toMatchObject([
      { kind: 'media', unroutableToPhone: undefined, privateOfPhone: '192.168.1.52' },
      { kind: 'media', unroutableToPhone: undefined, privateOfPhone: '192.168.1.51' },
    ]);
  });

  test('a phone that never acknowledges is told', async () => {
    const phone = await scene.registerPhone('4001', { neverAcknowledges: true });

    const call = await phone.call('9002');
    await call.waitForResponse(200);
    const missing = await waitFor(dialogs, 'ack-missing', await call.readDialog());

    expect(missing).toMatchObject({ answeredBy: 'asterisk', aor: `4001@${PBX_ADDRESS}` });
    expect(missing.answeredTo).toBe(missing.source);
    expect(missing.repeats).toBeGreaterThanOrEqual(2);
  });

  test('a re-INVITE to a phone that is gone, and its BYE, are told', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} });
    const [outgoing, incoming] = await connect(caller, callee, '4002');
    const back = await incoming.readDialog();

    await callee.behave({ deaf: true });
    await outgoing.hold();
    const reinvite = await dialogs.waitFor(
      (one) => one.kind === 'unanswered' && one.method === 'INVITE' && one.callId === back.callId,
      DEADLINE_MS,
    );
    await outgoing.hangUp();
    const bye = await dialogs.waitFor(
      (one) => one.kind === 'unanswered' && one.method === 'BYE' && one.callId === back.callId,
      DEADLINE_MS,
    );

    for (const unanswered of [reinvite, bye])
      expect(unanswered).toMatchObject({
        sentBy: 'asterisk',
        isInDialog: true,
        aor: `4002@${PBX_ADDRESS}`,
      });
  });

  test('an INVITE of more than 1300 bytes is told, once', async () => {
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9002', { headers: PADDING });
    await call.waitUntilConfirmed();
    const dialog = await call.readDialog();
    await call.hangUp();
    await waitFor(dialogs, 'ended', dialog);

    const large = dialogs.items.filter(
      (one) => one.kind === 'large' && one.callId === dialog.callId,
    );
    expect(large).toMatchObject([{ method: 'INVITE', sentBy: 'phone', statusCode: 0 }]);
  });

  test('a wrong password is told, and never itself', async () => {
    const phone = await scene.startPhone('4001', { password: 'wrong' });

    const call = await phone.call('9002');
    await call.waitForEnd();
    const refused = await dialogs.waitFor((one) => one.kind === 'refused', DEADLINE_MS);

    expect(refused).toMatchObject({
      method: 'INVITE',
      statusCode: 401,
      isTrunk: false,
      username: '4001',
      responseTag: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });
});

describe.each(pjsipFlavours)('Asterisk behind 1:1 NAT, $title', (flavour) => {
  afterEach(stopEverything);

  test.each([
    ['without mediaAddress', {}, PRIVATE_PBX_ADDRESS],
    ['with it', { mediaAddress: PBX_ADDRESS }, undefined],
  ])('%s: what its SDP shows to a phone outside', async (_, proxy, unroutableToPhone) => {
    const scene = await createCallScene({ flavour, behindOneToOneNat: true, proxy });
    const dialogs = await followDialogs(scene.farend);
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    const dialog = await call.readDialog();
    await call.hangUp();

    expect(await waitFor(dialogs, 'media', dialog)).toMatchObject({
      unroutableToPhone,
      privateOfPhone: '192.168.1.51',
    });
  });
});

async function startProvider(office: Office): Promise<Phone> {
  return await office.startPhone({
    username: 'provider',
    namespace: await office.pbx.addHost(PROVIDER),
    address: PROVIDER,
    calls: { final: 'answer' },
  });
}

describe.each(pjsipFlavours)('a trunk that Asterisk does not know, $title', (flavour) => {
  afterEach(stopEverything);

  test('is told through farend', async () => {
    const { office, farend } = await createFarendOffice({
      flavour,
      endpoints: [{ name: '4001' }],
      proxy: { trunks: [PROVIDER] },
    });
    const dialogs = await followDialogs(farend);
    const provider = await startProvider(office);

    await provider.call('4001', { credentials: false });

    expect(await dialogs.waitFor((one) => one.kind === 'refused', DEADLINE_MS)).toMatchObject({
      statusCode: 401,
      isTrunk: true,
      source: `${PROVIDER}:5060`,
      aor: '',
    });
  });
});

describe.each(pjsipFlavours)('beside the path, by HEP, $title', (flavour) => {
  let office: Office;
  let collector: LabCollector;

  beforeAll(async () => {
    ({ office, collector } = await createHepScene(flavour));
  });
  afterAll(stopEverything);

  async function startPhone(username: string, options: object = {}): Promise<Phone> {
    const address = `192.168.1.5${username.slice(-1)}`;
    const phone = await office.startPhone({ username, address, rport: false, ...options });
    await phone.register();
    return phone;
  }

  test('calls, and phones that answer, are told with the name of their registration', async () => {
    const caller = await startPhone('4001');
    const callee = await startPhone('4002', { calls: {} });

    const [outgoing, incoming] = await connect(caller, callee, '4002');
    const [out, back] = [await outgoing.readDialog(), await incoming.readDialog()];
    await outgoing.hangUp();
    await incoming.waitForEnd();

    expect(await waitFor(collector.dialogs, 'ended', out)).toMatchObject({
      producer: 'hep',
      aor: `4001@${PBX_ADDRESS}`,
      endedBy: 'phone',
    });
    expect(await waitFor(collector.dialogs, 'ended', back)).toMatchObject({
      aor: `4002@${PBX_ADDRESS}`,
      endedBy: 'asterisk',
    });
    const isAnswered = ({ kind, aor }: DialogObservation) =>
      kind === 'answered' && aor === `4002@${PBX_ADDRESS}`;
    await collector.dialogs.waitFor(isAnswered, DEADLINE_MS);
    expect(listTrouble(collector.dialogs)).toEqual([]);
  });

  test('a phone that never acknowledges, a large INVITE and a trunk that is refused are told', async () => {
    const phone = await startPhone('4003', { neverAcknowledges: true });
    const provider = await startProvider(office);

    const call = await phone.call('9002', { headers: PADDING });
    await call.waitForResponse(200);
    await provider.call('4001', { credentials: false });

    const dialog = await call.readDialog();
    expect(await waitFor(collector.dialogs, 'large', dialog)).toMatchObject({ sentBy: 'phone' });
    expect(await waitFor(collector.dialogs, 'ack-missing', dialog)).toMatchObject({
      answeredBy: 'asterisk',
      aor: `4003@${PBX_ADDRESS}`,
    });
    expect(
      await collector.dialogs.waitFor((one) => one.kind === 'refused', DEADLINE_MS),
    ).toMatchObject({ isTrunk: true, aor: '' });
  });

  test('a phone that is gone is told: its OPTIONS and its BYE', async () => {
    const caller = await startPhone('4004');
    const callee = await startPhone('4005', { calls: {} });
    const [outgoing, incoming] = await connect(caller, callee, '4005');
    const back = await incoming.readDialog();

    await callee.behave({ deaf: true });
    await outgoing.hangUp();

    expect(await waitFor(collector.dialogs, 'unanswered', back)).toMatchObject({
      method: 'BYE',
      sentBy: 'asterisk',
      aor: `4005@${PBX_ADDRESS}`,
    });
    const isSilent = (one: DialogObservation) =>
      one.kind === 'unanswered' && one.method === 'OPTIONS' && one.aor === `4005@${PBX_ADDRESS}`;
    await collector.dialogs.waitFor(isSilent, DEADLINE_MS);
  });
});

async function createHepScene(
  flavour: AsteriskFlavour,
): Promise<{ readonly office: Office; readonly collector: LabCollector }> {
  const endpoints = ['4001', '4002', '4003', '4004', '4005'].map((name) => ({
    name,
    forceRport: true,
    rewriteContact: true,
    rtpSymmetric: true,
    qualifyFrequency: 2,
  }));
  const office = await createOffice({
    flavour,
    endpoints,
    site: { hosts: 10 },
    hepCollector: `127.0.0.1:${HEP_PORT}`,
  });
  const collector = await startCollector({
    namespace: office.pbx.namespace,
    listen: { address: '127.0.0.1', port: HEP_PORT },
    from: ['127.0.0.1'],
    asterisks: [{ address: PBX_ADDRESS, port: 5060 }],
    trunks: [PROVIDER],
  });
  return { office, collector };
}
