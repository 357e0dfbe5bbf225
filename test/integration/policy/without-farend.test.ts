// What `nat: yes` is for: farend is taken out at night, and phones behind NAT go straight to Asterisk.

import { afterEach, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { listEachLayout } from '../../support/asterisk/layouts/list-layouts.ts';
import type { Phone } from '../../support/phone/phone.ts';
import type { PhoneOptions } from '../../support/phone/phone-options.ts';
import { createPolicyScene, type PolicyScene } from '../../support/policy/policy-scene.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const layouts = listEachLayout(listFlavours(await findProvisioned()));

/**
 * The layouts have one contact for each phone, the newest. With more, Asterisk calls any of them: also the
 * one through farend, until that expires or, with `qualify`, is found unreachable.
 */
const POLICY = {
  endpoints: [
    { match: '5*', nat: 'keep' },
    { match: '*', nat: 'yes' },
  ],
};

interface PhoneAtNight {
  readonly username: string;
  readonly title: string;
  readonly options: Partial<PhoneOptions>;
}

/** All live behind the router, which gives each another port. */
const PHONES: readonly PhoneAtNight[] = [
  { username: '4002', title: 'no rport, private Contact', options: { rport: false } },
  { username: '4001', title: 'rport, private Contact', options: { rport: true } },
  {
    username: '4004',
    title: 'no rport, another port in Via',
    options: { rport: false, viaAddress: '192.168.1.54:5070' },
  },
  {
    username: '4005',
    title: 'no rport, a public Contact with the wrong port',
    options: { rport: false, contact: '<sip:4005@203.0.113.1:5060>' },
  },
  {
    username: '4006',
    title: 'no rport, a name in Via',
    options: { rport: false, viaAddress: 'phone.example' },
  },
];

afterEach(stopEverything);

async function tryThroughFarend(scene: PolicyScene, phone: PhoneAtNight): Promise<string> {
  const started = await scene.startPhone(phone.username, phone.options);
  const { outcome } = await started.register();
  await started.stop();
  return outcome;
}

/** What becomes of a phone that knows Asterisk alone. */
async function tryStraight(scene: PolicyScene, row: PhoneAtNight): Promise<string> {
  const phone = await scene.startPhone(row.username, { ...row.options, isStraight: true });
  const { outcome } = await phone.register();
  const verdict = outcome === 'accepted' ? await tryCall(scene, row.username, phone) : outcome;
  await phone.stop();
  return `${row.title}: ${verdict}`;
}

async function tryCall(scene: PolicyScene, username: string, phone: Phone): Promise<string> {
  await scene.call(username);
  const call = await phone.waitForCall().catch(() => undefined);
  if (call === undefined) return 'registers, is not called';
  await call.waitUntilConfirmed();
  await call.waitForRequest('BYE');
  return 'registers, is called';
}

test.each(layouts)('$title: phones are called without farend, too', async (row) => {
  const scene = await createPolicyScene(row, POLICY);
  const [worst, ...others] = PHONES;
  if (worst === undefined) return;
  const alone = await tryStraight(scene, worst);
  const through = await Promise.all(PHONES.map((phone) => tryThroughFarend(scene, phone)));

  const { exitCode, stdout, stderr } = await scene.apply();
  await scene.farend.terminate();
  const straight = [];
  for (const phone of [worst, ...others]) straight.push(await tryStraight(scene, phone));

  expect(alone).toBe('no rport, private Contact: timeout');
  expect(through).toEqual(PHONES.map(() => 'accepted'));
  expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
  expect(straight).toEqual(PHONES.map(({ title }) => `${title}: registers, is called`));
});
