// Phones that register straight at Asterisk: neither the proxy nor a mirror sees them, and they have a
// record all the same, of what Asterisk says.

import { afterEach, describe, expect, test } from 'vitest';
import type { DeviceRecord } from '../../src/correlation/device-record.ts';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { startPhone } from '../support/phone/start-phone.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { pollUntil } from '../support/process/poll-until.ts';
import { findProvisioned } from '../support/provision/provision.ts';
import { type AnswersScene, DEADLINE_MS, startAnswers } from './ami-answers/scene.ts';

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('shows a phone that registers straight at it, before and after it is listed', async () => {
    const scene = await startAnswers(flavour);
    const phone = await startLabPhone();

    await phone.register();
    const told = await waitForRecord(scene, ({ isRegistered }) => isRegistered);
    await listAgain(scene);
    const listed = scene.correlator.find('4001');
    await phone.register();
    await phone.unregister();
    const gone = await waitForRecord(scene, ({ isRegistered }) => !isRegistered);

    expect(told).toMatchObject({
      endpoint: '4001',
      producer: 'asterisk',
      wire: undefined,
      asteriskView: { contactUri: 'sip:4001@127.0.0.5:5060' },
    });
    expect(listed.map(({ id, isRegistered }) => [id, isRegistered])).toEqual([[told.id, true]]);
    expect(gone.asteriskView).toBeUndefined();
    expect(scene.problems).toEqual([]);
  });

  test('knows it when farend comes later', async () => {
    const endpoints = [{ name: '4001' }];
    const scene = await startAnswers(flavour, { endpoints });
    scene.ami.stop();
    const phone = await startLabPhone();
    await phone.register();
    const from = scene.heard.items.length;

    scene.ami.start();
    await scene.heard.waitFor((kind) => kind === 'snapshot', DEADLINE_MS, 'a snapshot', from);

    const [record] = scene.correlator.find('4001');
    expect(record).toMatchObject({ producer: 'asterisk', isRegistered: true });
  });
});

function startLabPhone() {
  return startPhone({ username: '4001', address: '127.0.0.5', proxy: '127.0.0.1:5060' });
}

async function listAgain({ ami, heard }: AnswersScene): Promise<void> {
  const from = heard.items.length;
  ami.requestSnapshot();
  await heard.waitFor((kind) => kind === 'snapshot', DEADLINE_MS, 'a snapshot', from);
}

function waitForRecord(
  { correlator }: AnswersScene,
  accepts: (record: DeviceRecord) => boolean,
): Promise<DeviceRecord> {
  const ask = (): Promise<DeviceRecord | undefined> =>
    Promise.resolve(correlator.find('4001').find(accepts));
  return pollUntil(ask, { timeoutMs: DEADLINE_MS, what: 'the awaited record' });
}
