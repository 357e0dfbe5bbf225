// A REGISTER that names several Contacts, none or all of them: each goes to its device, and comes
// back as the phone wrote it.

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
const names = ['4001', '4002', '4003', '4004'];

afterAll(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  let scene: FarendOffice;

  /** REGISTERs wait up to two seconds while farend asks the device that it knows. */
  const startPhone = (options: OfficePhoneOptions, site?: Site): Promise<Phone> =>
    scene.office.startPhone({ rport: false, timeoutMs: 8000, ...options }, site);

  beforeAll(async () => {
    scene = await createFarendOffice({
      flavour,
      endpoints: names.map((name) => ({ name, qualifyFrequency: 1 })),
    });
  });

  afterAll(stopEverything);

  describe('restores what was named', { concurrent: true }, () => {
    test('a phone that names its new and its old Contact in one REGISTER stays registered', async () => {
      const address = '192.168.1.53';
      const phone = await startPhone({ username: '4001', address });
      const own = '<sip:4001@192.168.1.53:5060;ob>';
      const seen = '<sip:4001@203.0.113.1:34567;ob>';

      const first = await phone.register({ contacts: [own] });
      const before = await listTokens(scene, '4001');
      const second = await phone.register({ contacts: [seen, `${own};expires=0`] });
      phone.forgetRequests();
      const question = await phone.waitForRequest('OPTIONS');

      expect(first.outcome).toBe('accepted');
      expect(readContacts(second.response)).toEqual([
        expect.stringMatching(/^<.*34567;ob>;expires=\d+$/),
      ]);
      expect(await listTokens(scene, '4001')).toEqual(before);
      expect(question.text).toContain('OPTIONS sip:4001@203.0.113.1:34567;ob SIP/2.0\r\n');
    });

    test('two Contacts in one REGISTER both come back, and stay two at a new address', async () => {
      const address = '192.168.1.50';
      const bristol = await createSite({
        pbx: scene.office.pbx,
        name: 'bristol',
        publicAddress: '203.0.113.4',
      });
      const phone = await startPhone({ username: '4002', address }, bristol);
      const contacts = [
        '<sip:4002@192.168.1.50:5060>;q=0.5',
        '"Desk" <sip:desk@192.168.1.50:5060>',
      ];

      const first = await phone.register({ contacts });
      const before = await listTokens(scene, '4002');
      const second = await phone.register({ contacts });
      await bristol.changePublicAddress('203.0.113.44');
      const third = await phone.register({ contacts });

      for (const result of [first, second, third]) {
        expect(readContacts(result.response).sort()).toEqual([
          expect.stringMatching(/^"Desk" <sip:desk@192\.168\.1\.50:5060>;expires=\d+$/),
          expect.stringMatching(/^<sip:4002@192\.168\.1\.50:5060>;q=0\.5;expires=\d+$/),
        ]);
      }
      expect(new Set(before).size).toBe(2);
      expect((await listTokens(scene, '4002')).sort()).toEqual(before.sort());
    });

    test('a query lists every contact of the address-of-record as its phone wrote it', async () => {
      const lower = await startPhone({
        username: '4003',
        address: '192.168.1.54',
        contact: '<sip:%34003@192.168.1.54;line=7;ob>',
      });
      const upper = await startPhone({
        username: '4003',
        address: '192.168.1.50',
        port: 5071,
        contact: '"Up" <sip:4003@192.168.1.50:5071;X-Fe=1>',
        userAgent: 'Another',
      });

      await lower.register();
      await upper.register();
      const asked = await upper.query();

      expect(readContacts(asked.response).sort()).toEqual([
        expect.stringMatching(/^<sip:%34003@192\.168\.1\.54;line=7;ob>;expires=\d+$/),
        expect.stringMatching(/^<sip:4003@192\.168\.1\.50:5071;X-Fe=1>;expires=\d+$/),
      ]);
      expect(asked.response).not.toContain(';fe=');
      expect(asked.response).not.toContain(':5062');
    });

    test('the star with Expires 0 ends every registration', async () => {
      const phone = await startPhone({ username: '4004', address: '192.168.1.50', port: 5072 });
      const another = await startPhone({ username: '4004', address: '192.168.1.51', port: 5072 });
      await phone.register();
      await another.register();

      const result = await phone.register({ contacts: ['*'], expires: 0 });
      const asked = await phone.query();
      const again = await phone.register();

      expect(result.outcome).toBe('accepted');
      expect([readContacts(result.response), readContacts(asked.response)]).toEqual([[], []]);
      expect(again.outcome).toBe('accepted');
      expect(await listTokens(scene, '4004')).toHaveLength(1);
    });
  });
});
