// Two Asterisks behind one farend: a call stays with the one that it began with, whatever becomes of it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../../support/asterisk/start-asterisk.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../../support/farend-office.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import { listDestinations } from '../../support/phone/list-destinations.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const SECOND = '203.0.113.11';
const endpoints = Array.from({ length: 4 }, (_, at) => ({ name: `400${at + 1}` }));

let scene: FarendOffice;
let asterisks: AsteriskInstance[];

beforeAll(async () => {
  scene = await createFarendOffice({
    flavour,
    endpoints,
    addresses: [PBX_ADDRESS, SECOND],
    proxy: { asterisk: [`udp://${PBX_ADDRESS}:5080`, `udp://${SECOND}:5080`] },
  });
  const { pbx, asterisk } = scene.office;
  const { namespace } = pbx;
  const second = { ...flavour, namespace, address: SECOND, endpoints, sipPort: 5080 };
  asterisks = [asterisk, await startAsterisk(second)];
});

afterAll(stopEverything);

const startPhone = async (at: number, ignoresRecordRoute = false): Promise<Phone> => {
  const phone = await scene.office.startPhone({
    username: `400${at}`,
    address: `192.168.1.5${at}`,
    rport: false,
    ignoresRecordRoute,
    calls: {},
  });
  await phone.register();
  return phone;
};

/** Those that have a channel of this endpoint now. */
const findAsterisks = async (endpoint: string): Promise<AsteriskInstance[]> => {
  const lists = await Promise.all(asterisks.map((one) => one.cli('core show channels concise')));
  return asterisks.filter((_, at) => lists[at]?.includes(`PJSIP/${endpoint}-`));
};

/** The channels of the one that is not frozen. */
const listOtherChannels = async (dead: AsteriskInstance | undefined): Promise<string> => {
  const alive = asterisks.find((one) => one !== dead);
  return (await alive?.cli('core show channels concise')) ?? '';
};

test('a call stays with the Asterisk that is thought dead, new ones go to the other', async () => {
  const calls = [];
  for (const at of [1, 2, 3, 4]) {
    const phone = await startPhone(at, at % 2 === 0);
    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    const [owner] = await findAsterisks(`400${at}`);
    calls.push({ phone, call, owner });
  }
  const dead = calls[0]?.owner;
  await dead?.freeze();
  await scene.farend.waitForLog(({ event }) => event === 'asterisk-down', 30_000);
  const fresh = await calls[0]?.phone.register({ newCallId: true });
  const begun = await calls[0]?.phone.call('9002');
  await begun?.waitUntilConfirmed();
  const atOther = await listOtherChannels(dead);
  dead?.thaw();

  const answers = [];
  for (const { call } of calls) {
    answers.push((await call.reinvite()).statusCode, (await call.hangUp()).statusCode);
  }

  expect(fresh?.outcome).toBe('accepted');
  expect(atOther).toContain('PJSIP/4001-');
  expect(answers).toEqual(Array(8).fill(200));
  expect((await begun?.hangUp())?.statusCode).toBe(200);
  for (const { phone } of calls) expect(listDestinations(phone)).toEqual([FAREND]);
});
