// `registration: path`: Asterisk keeps the phone's own Contact and finds the way by a Path. The router
// picks another port in between, and nothing that Asterisk remembers is right any more.

import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../../support/farend-office.ts';
import { listDestinations } from '../../support/phone/list-destinations.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const OWN_CONTACT = 'sip:4001@192.168.1.50:5060';

/** The settings that a driver has, in every mixture. */
const mixtures = flavours.flatMap((flavour) => {
  const settings =
    flavour.driver === 'chan_sip'
      ? ['no', 'force_rport,comedia'].map((nat) => ({ nat }))
      : [false, true].flatMap((rewriteContact) =>
          [false, true].map((forceRport) => ({ rewriteContact, forceRport })),
        );
  return settings.map((setting) => {
    const words = Object.entries(setting).map(([name, value]) => `${name} ${value}`);
    return [`${flavour.title}, ${words.join(', ')}`, flavour, setting] as const;
  });
});

afterEach(stopEverything);

describe.each(mixtures)('with a Path, %s:', (_, flavour, setting) => {
  const start = async (): Promise<[FarendOffice, Phone, Phone]> => {
    const endpoints = ['4001', '4002'].map((name) => ({
      name,
      supportPath: true,
      qualifyFrequency: 1,
      ...setting,
    }));
    const scene = await createFarendOffice({
      flavour,
      endpoints,
      proxy: { registration: 'path' },
    });
    const one = await scene.office.startPhone({ username: '4001', rport: false, calls: {} });
    const other = await scene.office.startPhone({
      username: '4002',
      address: '192.168.1.51',
      rport: false,
      calls: {},
    });
    const results = await Promise.all([one.register(), other.register()]);
    for (const { outcome, response } of results) {
      expect(outcome).toBe('accepted');
      expect(response).not.toMatch(/\r\nPath:/i);
    }
    return [scene, one, other];
  };

  /** Asterisk asks, and counts the phone as reachable. */
  const expectReachable = async ({ office }: FarendOffice, phone: Phone): Promise<void> => {
    phone.forgetRequests();
    const question = await phone.waitForRequest('OPTIONS');
    expect(question.text).toContain(`OPTIONS ${OWN_CONTACT} SIP/2.0\r\n`);
    if (flavour.driver === 'chan_sip') {
      await office.asterisk.waitForPeer('4001', ({ status }) => status === 'OK');
    } else {
      const contacts = await office.asterisk.waitForContacts(
        '4001',
        ([first]) => first?.status === 'Avail',
      );
      expect(contacts).toHaveLength(1);
    }
  };

  const expectCall = async (from: Phone, to: Phone, number: string): Promise<void> => {
    const outgoing = await from.call(number);
    const incoming = await to.waitForCall();
    await incoming.answer();
    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
    const bye = await incoming.hangUp();
    await outgoing.waitForRequest('BYE');
    expect(bye.statusCode).toBe(200);
  };

  test('a phone stays reachable, calls and is called, before and after its router reboots', async () => {
    const [scene, one, other] = await start();

    await expectReachable(scene, one);
    await expectCall(one, other, '4002');
    await expectCall(other, one, '4001');
    await scene.office.site.rebootRouter();
    await Promise.all([one.register(), other.register()]);
    await expectReachable(scene, one);
    await expectCall(one, other, '4002');
    await expectCall(other, one, '4001');

    expect([...listDestinations(one), ...listDestinations(other)]).toEqual([FAREND, FAREND]);
  });
});

describe.each(flavours)('with a Path, $title:', (flavour) => {
  test('an Asterisk that ignores it is told of', async () => {
    const { office, farend } = await createFarendOffice({
      flavour,
      endpoints: [{ name: '4001', supportPath: false }],
      proxy: { registration: 'path' },
    });
    const phone = await office.startPhone({ username: '4001', rport: false });

    await phone.register();

    await farend.waitForLog(
      ({ event, detail }) => event === 'path-ignored' && detail === '4001@203.0.113.10',
    );
  });
});
