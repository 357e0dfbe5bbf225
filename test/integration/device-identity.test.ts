// Which phone is which: the token that farend puts into Asterisk's contact stays with the device
// across reboots and new addresses, and two devices never share one.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, type FarendOffice, listTokens } from '../support/farend-office.ts';
import { createSite, type Site } from '../support/network/site.ts';
import type { OfficePhoneOptions } from '../support/office.ts';
import type { Phone } from '../support/phone/phone.ts';
import { readContacts } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

/** One address-of-record for each test: they run side by side. */
const names = ['4001', '4002', '4003', '4004', '4005'];

afterAll(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  let scene: FarendOffice;
  let york: Site;
  let bath: Site;

  /** REGISTERs wait up to two seconds while farend asks the device that it knows. */
  const startPhone = (options: OfficePhoneOptions, site?: Site): Promise<Phone> =>
    scene.office.startPhone({ rport: false, timeoutMs: 8000, ...options }, site);

  beforeAll(async () => {
    scene = await createFarendOffice({
      flavour,
      endpoints: names.map((name) => ({ name, qualifyFrequency: 1 })),
      append: { 'pjsip.conf': '[global](+)\ncontact_expiration_check_interval=1\n' },
    });
    const { pbx } = scene.office;
    york = await createSite({ pbx, name: 'york', publicAddress: '203.0.113.2' });
    bath = await createSite({ pbx, name: 'bath', publicAddress: '203.0.113.3' });
  });

  afterAll(stopEverything);

  describe('keeps apart and together', { concurrent: true }, () => {
    test('a phone that reboots stays one contact, also at another port', async () => {
      const address = '192.168.1.50';
      const phone = await startPhone({ username: '4001', address });

      const results = [await phone.register()];
      const before = await listTokens(scene, '4001');
      await phone.reboot();
      results.push(await phone.register());
      await phone.reboot({ newPort: 5064 });
      results.push(await phone.register());
      phone.forgetRequests();
      const question = await phone.waitForRequest('OPTIONS');

      expect(results.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
      expect(before).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
      expect(await listTokens(scene, '4001')).toEqual(before);
      expect(question.text).toContain('OPTIONS sip:4001@192.168.1.50:5064 SIP/2.0\r\n');
    });

    test('two phones at two sites with the same private Contact stay two', async () => {
      const address = '192.168.1.51';
      const inLeeds = await startPhone({ username: '4002', address });
      const inYork = await startPhone({ username: '4002', address }, york);

      await inLeeds.register();
      await inYork.register();
      const tokens = await listTokens(scene, '4002');
      const refreshed = [await inLeeds.register(), await inYork.register()];
      inLeeds.forgetRequests();
      inYork.forgetRequests();
      await inLeeds.waitForRequest('OPTIONS');
      await inYork.waitForRequest('OPTIONS');

      expect(new Set(tokens).size).toBe(2);
      expect(new Set(await listTokens(scene, '4002'))).toEqual(new Set(tokens));
      expect(refreshed.map(({ response }) => readContacts(response))).toEqual([
        [expect.stringMatching(/^<sip:4002@192\.168\.1\.51:5060>;expires=\d+$/)],
        [expect.stringMatching(/^<sip:4002@192\.168\.1\.51:5060>;expires=\d+$/)],
      ]);
    });

    test('a phone behind a router that was connected afresh stays one contact', async () => {
      const phone = await startPhone({ username: '4003' }, bath);

      await phone.register();
      const before = await listTokens(scene, '4003');
      await bath.changePublicAddress('203.0.113.33');
      await phone.reboot();
      const after = await phone.register();
      phone.forgetRequests();
      await phone.waitForRequest('OPTIONS');

      expect(after.outcome).toBe('accepted');
      expect(before).toHaveLength(1);
      expect(await listTokens(scene, '4003')).toEqual(before);
    });

    test('a phone that takes the place of another one is another device', async () => {
      const address = '192.168.1.52';
      const old = await startPhone({ username: '4004', address, userAgent: 'Old 1.0' });

      await old.register({ expires: 5 });
      const before = await listTokens(scene, '4004');
      await old.stop();
      await scene.office.asterisk.waitForContacts('4004', ({ length }) => length === 0, 15_000);
      const fresh = await startPhone({ username: '4004', address, userAgent: 'New 2.0' });
      const result = await fresh.register();

      const after = await listTokens(scene, '4004');
      expect(result.outcome).toBe('accepted');
      expect(after).toHaveLength(1);
      expect(after).not.toEqual(before);
    });

    test('an instance ID is the device, whatever else changes', async () => {
      const instanceId = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6';
      const address = '192.168.1.50';
      const options = { username: '4005', address, port: 5073 };
      const inLeeds = await startPhone({ ...options, instanceId });
      const inYork = await startPhone({ ...options, instanceId, port: 5074, userAgent: 'B' }, york);
      const other = await startPhone(
        { ...options, instanceId: instanceId.replace(/6$/, '7') },
        york,
      );

      const first = await inLeeds.register();
      const before = await listTokens(scene, '4005');
      await inYork.register();
      const moved = await listTokens(scene, '4005');
      await other.register();

      expect(readContacts(first.response)).toEqual([
        expect.stringContaining(`;+sip.instance="<urn:uuid:${instanceId}>"`),
      ]);
      expect(moved).toEqual(before);
      expect(await listTokens(scene, '4005')).toHaveLength(2);
    });
  });
});
