// Asterisk and farend in a cloud, behind 1:1 NAT, and proxy.mediaAddress is not set: phones outside are
// told to send media to the private address of the machine, phones beside it are right to do so.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { type CompanionOffice, createCompanionOffice } from '../../support/companion-office.ts';
import { createConfig } from '../../support/farend-office.ts';
import { PBX_ADDRESS, PRIVATE_PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import type { OfficePhoneOptions } from '../../support/office.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { FindingWatch } from './finding-watch.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const COLLEAGUE = '10.0.0.60';
const ECHO = '9002';
const FOUND_WITHIN_MS = 60_000;

let scene: CompanionOffice;

beforeAll(async () => {
  scene = await createCompanionOffice({
    flavour,
    endpoints: ['4001', '4002'].map((name) => ({ name, rtpSymmetric: true })),
    behindOneToOneNat: true,
    config: createConfig({
      listen: [{ url: `udp://${PRIVATE_PBX_ADDRESS}:5060`, advertise: PBX_ADDRESS }],
      asterisk: [`udp://${PRIVATE_PBX_ADDRESS}:5080`],
    }),
  });
});

afterAll(stopEverything);

async function playPhone(options: OfficePhoneOptions): Promise<void> {
  const phone = await scene.office.startPhone(options);
  await phone.register();
  const call = await phone.call(ECHO);
  await call.waitUntilConfirmed();
  await call.hangUp();
}

test('media-unroutable of a phone outside, and of none beside Asterisk', async () => {
  const namespace = await scene.office.pbx.addPrivateHost(COLLEAGUE);
  const watch = new FindingWatch(scene.farend);

  const proxy = `${PRIVATE_PBX_ADDRESS}:5060`;
  await playPhone({ username: '4002', namespace, address: COLLEAGUE, proxy, domain: PBX_ADDRESS });
  await playPhone({ username: '4001' });
  const finding = await watch.waitFor(
    ({ name, aor }) => name === 'media-unroutable' && aor === '4001',
    'media-unroutable of 4001',
    FOUND_WITHIN_MS,
  );

  expect(finding).toMatchObject({
    severity: 'warning',
    address: scene.office.site.publicAddress,
    evidence: expect.arrayContaining([
      expect.stringMatching(/SDP showed 10\.0\.0\.10 to the phone at 203\.0\.113\.1:\d+$/),
    ]),
    remedy: expect.arrayContaining([expect.stringMatching(/Set proxy\.mediaAddress/)]),
  });
  const grave = [...watch.seen.values()].filter(({ severity }) => severity !== 'info');
  expect(grave).toEqual([finding]);
});
