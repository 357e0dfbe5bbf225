// A full disk is told, and costs no phone: it registers and is reached, and once there is room its
// binding is kept.

import { afterAll, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { startFarend } from '../support/farend.ts';
import { createConfig } from '../support/farend-office.ts';
import { createOffice } from '../support/office.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';
import { createSmallDisk } from '../support/small-disk.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];
const names = ['4001', '4002', '4003'];
const endpoints = names.map((name) => ({ name, qualifyFrequency: 1 }));

afterAll(stopEverything);

test('registers and reaches phones while the disk is full, and keeps them once it is not', async () => {
  const disk = await createSmallDisk(64);
  const office = await createOffice({ flavour, endpoints, sipPort: 5080 });
  const farend = await startFarend({
    namespace: office.pbx.namespace,
    config: { ...createConfig(), state: disk.path },
  });
  const startPhone = (index: number) =>
    office.startPhone({
      username: names[index] as string,
      address: `192.168.1.${50 + index}`,
      rport: false,
      // Two of these lines are more than the page that the journal has already.
      userAgent: `Phone ${'x'.repeat(2_500)}`,
    });
  const [first, second, third] = await Promise.all([startPhone(0), startPhone(1), startPhone(2)]);
  await first.register();

  disk.fill();
  const { outcome } = await second.register();
  const trouble = await farend.waitForLog(({ event }) => event === 'state-trouble');
  const reached = await second.waitForRequest('OPTIONS');
  disk.makeRoom();
  await third.register();
  await farend.kill();
  second.forgetRequests();
  await farend.start();
  const reachedAgain = await second.waitForRequest('OPTIONS');

  expect(outcome).toBe('accepted');
  expect(trouble.msg).toMatch(/^bindings cannot be written .*ENOSPC/);
  expect(reached.text).toContain('OPTIONS sip:4002@192.168.1.51:5060 SIP/2.0\r\n');
  expect(reachedAgain.text).toContain('OPTIONS sip:4002@192.168.1.51:5060 SIP/2.0\r\n');
});
