// Routers that do more than they should: one with the kernel's own SIP ALG, which rewrites Via and
// Contact, and one that picks another public port for every packet.

import { afterEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import type { AsteriskInstance } from '../support/asterisk/start-asterisk.ts';
import { createFarendOffice } from '../support/farend-office.ts';
import { readHeader } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const endpoints = [{ name: '4001', nat: 'no', qualifyFrequency: 1 }];

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test.each([
    { title: 'without rport', rport: false },
    { title: 'with rport', rport: true },
  ])('registers a phone $title behind a SIP ALG, and reaches it', async ({ rport }) => {
    const { office, farend } = await createFarendOffice({
      flavour,
      endpoints,
      site: { alg: true },
    });
    const phone = await office.startPhone({ username: '4001', rport });

    const { outcome, response } = await phone.register();
    const again = await phone.register();
    const question = await phone.waitForRequest('OPTIONS');
    await waitUntilReachable(office.asterisk, flavour);
    const { topVia } = await farend.waitForLog(({ event }) => event === 'registered');

    expect([outcome, again.outcome]).toEqual(['accepted', 'accepted']);
    expect(topVia).toContain('SIP/2.0/UDP 203.0.113.1:');
    expect(readHeader(response, 'contact')).toMatch(/^<sip:4001@192\.168\.1\.50:5060>;expires=/);
    expect(readHeader(response, 'via')).toContain('SIP/2.0/UDP 192.168.1.50:5060;');
    expect(question.text).toContain('OPTIONS sip:4001@192.168.1.50:5060 SIP/2.0\r\n');
  });

  test('registers a phone whose router picks another port for every packet', async () => {
    const { office, farend } = await createFarendOffice({
      flavour,
      endpoints,
      site: { rebind: 'every-packet' },
    });
    const phone = await office.startPhone({ username: '4001', rport: false });

    const results = [await phone.register(), await phone.register()];
    const questions = [
      await phone.waitForRequest('OPTIONS'),
      await phone.waitForRequest('OPTIONS'),
    ];
    await waitUntilReachable(office.asterisk, flavour);
    const first = await farend.waitForLog(({ event }) => event === 'registered');
    const second = await farend.waitForLog(({ event }) => event === 'moved');

    expect(results.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
    expect(second.source).not.toBe(first.source);
    expect(questions.map(({ text }) => text.split('\r\n')[0])).toEqual([
      'OPTIONS sip:4001@192.168.1.50:5060 SIP/2.0',
      'OPTIONS sip:4001@192.168.1.50:5060 SIP/2.0',
    ]);
  });
});

async function waitUntilReachable(
  asterisk: AsteriskInstance,
  { driver }: AsteriskFlavour,
): Promise<void> {
  if (driver === 'chan_pjsip') {
    await asterisk.waitForContacts('4001', ([contact]) => contact?.status === 'Avail');
  } else {
    await asterisk.waitForPeer('4001', ({ status }) => status === 'OK');
  }
}
