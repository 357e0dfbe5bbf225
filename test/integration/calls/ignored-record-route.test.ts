// Phones that ignore Record-Route, behind NAT, as caller and as the one who is called: the rest of the
// dialog goes through farend all the same. Asterisk listens beside farend: a phone that wrote to it
// would get there, from another port of its router.

import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../../support/farend-office.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import { listDestinations } from '../../support/phone/list-destinations.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const ASTERISK = `${PBX_ADDRESS}:5080`;
const endpoints = ['4001', '4002'].map((name) => ({ name, directMedia: true }));

afterEach(stopEverything);

describe.each(flavours)('a phone that ignores Record-Route, with $title,', (flavour) => {
  let scene: FarendOffice;
  let phone: Phone;

  const startPhones = async (): Promise<Phone> => {
    scene = await createFarendOffice({ flavour, endpoints });
    const { office } = scene;
    phone = await office.startPhone({
      username: '4001',
      rport: false,
      ignoresRecordRoute: true,
      calls: {},
    });
    const other = await office.startPhone({
      username: '4002',
      address: '192.168.1.51',
      calls: { final: 'answer' },
    });
    await Promise.all([phone.register(), other.register()]);
    const debug = flavour.driver === 'chan_sip' ? 'sip set debug on' : 'pjsip set logger on';
    await office.asterisk.cli(debug);
    return other;
  };

  /** Asterisk gets a request to its own Contact. */
  const waitForAsterisk = (method: string): Promise<string> =>
    scene.office.asterisk.console.waitFor(
      (line) => line.startsWith(`${method} sip:`) && line.includes(ASTERISK),
      5000,
      `a ${method} at Asterisk`,
    );

  test('calls: its ACK and BYE reach Asterisk, with Asterisk’s own Contact', async () => {
    await startPhones();

    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    await waitForAsterisk('ACK');
    const reinvite = await call.reinvite();
    const bye = await call.hangUp();

    await waitForAsterisk('BYE');
    expect([reinvite.statusCode, bye.statusCode]).toEqual([200, 200]);
    expect(listDestinations(phone)).toEqual([FAREND]);
  });

  test('calls: Asterisk’s BYE reaches it', async () => {
    await startPhones();

    const call = await phone.call('9006');
    await call.waitUntilConfirmed();

    await call.waitForRequest('BYE');
    expect(await call.waitForEnd()).toBeUndefined();
    expect(listDestinations(phone)).toEqual([FAREND]);
  });

  test('calls another phone: Asterisk’s re-INVITE reaches it, and the other hangs up', async () => {
    const other = await startPhones();

    const outgoing = await phone.call('4002');
    const incoming = await other.waitForCall();
    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
    await outgoing.waitForRequest('INVITE');
    await incoming.hangUp();

    await outgoing.waitForRequest('BYE');
    expect(await outgoing.waitForEnd()).toBeUndefined();
    expect(listDestinations(phone)).toEqual([FAREND]);
  });

  test('is called: Asterisk’s ACK, re-INVITE and BYE reach it', async () => {
    const other = await startPhones();

    const outgoing = await other.call('4001');
    const incoming = await phone.waitForCall();
    await incoming.answer();
    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
    await incoming.waitForRequest('INVITE');
    await outgoing.hangUp();

    await incoming.waitForRequest('BYE');
    expect(await incoming.waitForEnd()).toBeUndefined();
    expect(listDestinations(phone)).toEqual([FAREND]);
  });

  test('is called: its own re-INVITE and BYE reach Asterisk', async () => {
    const other = await startPhones();

    const outgoing = await other.call('4001');
    const incoming = await phone.waitForCall();
    await incoming.answer();
    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
    await incoming.waitForRequest('INVITE');
    const hold = await incoming.hold();
    const bye = await incoming.hangUp();

    await outgoing.waitForRequest('BYE');
    await waitForAsterisk('BYE');
    expect([hold.statusCode, bye.statusCode]).toEqual([200, 200]);
    expect(listDestinations(phone)).toEqual([FAREND]);
  });
});

describe.each(flavours.filter(({ driver }) => driver === 'chan_pjsip'))(
  'two phones that ignore Record-Route, with $title',
  (flavour) => {
    test.each([
      ['rewrite_contact=yes', { rewriteContact: true }, {}],
      ['rewrite_contact=yes and force_rport=yes', { rewriteContact: true, forceRport: true }, {}],
      ['a Path', { supportPath: true }, { registration: 'path' }],
      [
        'a Path and rewrite_contact=yes',
        { supportPath: true, rewriteContact: true },
        { registration: 'path' },
      ],
    ])('and %s, keep their call through farend', async (_, setting, proxy) => {
      const { office } = await createFarendOffice({
        flavour,
        endpoints: endpoints.map((endpoint) => ({ ...endpoint, ...setting })),
        proxy,
      });
      const phones = [];
      for (const username of ['4001', '4002']) {
        const address = `192.168.1.5${username.slice(-1)}`;
        const options = { rport: false, ignoresRecordRoute: true, calls: {} };
        const phone = await office.startPhone({ username, address, ...options });
        await phone.register();
        phones.push(phone);
      }
      const [one, other] = phones as [Phone, Phone];

      const outgoing = await one.call('4002');
      const incoming = await other.waitForCall();
      await incoming.answer();
      await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
      await Promise.all([outgoing.waitForRequest('INVITE'), incoming.waitForRequest('INVITE')]);
      const hold = await incoming.hold();
      const bye = await incoming.hangUp();
      await outgoing.waitForRequest('BYE');

      expect([hold.statusCode, bye.statusCode]).toEqual([200, 200]);
      expect([...listDestinations(one), ...listDestinations(other)]).toEqual([FAREND, FAREND]);
    });
  },
);
