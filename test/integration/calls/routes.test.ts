// Ways to farend that are not the usual one: strict routers, Routes that a phone has before any
// dialog, and a farend with two addresses, one for phones outside and one for those beside it.

import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  createFarendOffice,
  FAREND,
  type FarendOffice,
  type FarendOfficeOptions,
} from '../../support/farend-office.ts';
import { PBX_ADDRESS, PRIVATE_PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import type { Call } from '../../support/phone/call/call.ts';
import { listDestinations } from '../../support/phone/list-destinations.ts';
import type { Phone } from '../../support/phone/phone.ts';
import type { PhoneOptions } from '../../support/phone/phone-options.ts';
import { readHeader, readHeaders } from '../../support/phone/sip-text.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const endpoints = ['4001', '4002'].map((name) => ({ name }));

afterEach(stopEverything);

/** Both ends of a call that was answered. */
const connect = async (caller: Phone, callee: Phone): Promise<[Call, Call]> => {
  const outgoing = await caller.call('4002');
  const incoming = await callee.waitForCall();
  await incoming.answer();
  await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
  return [outgoing, incoming];
};

/** Each of both has it changed by the other, and then the first hangs up. */
const useAndEnd = async (first: Call, second: Call): Promise<void> => {
  const answers = [await first.hold(), await first.resume(), await second.reinvite()];
  answers.push(await first.hangUp());
  await second.waitForRequest('BYE');
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
  expect(await second.waitForEnd()).toBeUndefined();
};

describe.each(flavours)('behind NAT, with $title,', (flavour) => {
  const start = async (
    options: Partial<PhoneOptions>,
    more: Partial<FarendOfficeOptions> = {},
  ): Promise<[FarendOffice, Phone, Phone]> => {
    const scene = await createFarendOffice({ flavour, endpoints, ...more });
    const usual = { rport: false, calls: {}, ...options };
    const one = await scene.office.startPhone({ username: '4001', ...usual });
    const other = await scene.office.startPhone({
      username: '4002',
      address: '192.168.1.51',
      ...usual,
    });
    await Promise.all([one.register(), other.register()]);
    return [scene, one, other];
  };

  test.each(['the caller', 'the one who is called'])(
    'two strict routers talk to each other, and %s hangs up',
    async (who) => {
      const [{ office }, one, other] = await start({ strictRouting: true });
      const isOld = flavour.driver === 'chan_sip';
      await office.asterisk.cli(isOld ? 'sip set debug on' : 'pjsip set logger on');

      const calls = await connect(one, other);
      await useAndEnd(...(who === 'the caller' ? calls : ([calls[1], calls[0]] as const)));

      // Asterisk would not mind ours in its Request-URI; others do.
      await office.asterisk.console.waitFor(
        (line) => line.startsWith('BYE sip:') && line.includes(`${PBX_ADDRESS}:5080`),
        5000,
        'a BYE to Asterisk’s own Contact',
      );
      const bye = [one, other]
        .flatMap(({ datagrams }) => datagrams.items)
        .find(({ direction, text }) => direction === 'sent' && text.startsWith('BYE '));
      expect(bye?.text).toMatch(/^BYE sip:203\.0\.113\.10:5060;lr SIP/);
      expect([...listDestinations(one), ...listDestinations(other)]).toEqual([FAREND, FAREND]);
    },
  );

  test.each([
    ['its address', `sip:${FAREND};lr`, {}],
    [
      'the name that it advertises, and its address after that',
      'sip:Farend.example.com:5060;lr',
      { proxy: { listen: [{ url: `udp://${FAREND}`, advertise: 'farend.example.com' }] } },
    ],
  ])('two phones with a Route to farend talk to each other, by %s', async (_, route, more) => {
    const preloadedRoute = [route, `sip:${FAREND};lr`];
    const [, one, other] = await start({ preloadedRoute, outboundProxy: FAREND }, more);

    const calls = await connect(one, other);
    await useAndEnd(...calls);

    const invite = one.datagrams.items.find(({ text }) => text.startsWith('INVITE '));
    expect(readHeaders(invite?.text, 'route').join()).toContain(route);
    expect(listDestinations(one)).toEqual([FAREND]);
  });
});

describe.each(flavours)(
  'at a farend with an address for outside and one for inside, $title,',
  (flavour) => {
    const LOCAL = `${PRIVATE_PBX_ADDRESS}:5060`;

    const start = async (options: Partial<PhoneOptions>): Promise<[Phone, Phone]> => {
      const { office } = await createFarendOffice({ flavour, endpoints, behindOneToOneNat: true });
      const outside = await office.startPhone({
        username: '4001',
        rport: false,
        calls: {},
        ...options,
      });
      const address = '10.0.0.60';
      const inside = await office.startPhone({
        username: '4002',
        namespace: await office.pbx.addPrivateHost(address),
        address,
        proxy: LOCAL,
        calls: {},
        ...options,
      });
      await Promise.all([outside.register(), inside.register()]);
      return [outside, inside];
    };

    test.each([
      ['by Record-Route', {}],
      ['by Contact alone', { ignoresRecordRoute: true }],
    ])('a call between both sides shows each phone the address for it, %s', async (_, options) => {
      const [outside, inside] = await start(options);

      const [outgoing, incoming] = await connect(outside, inside);
      const answer = await outgoing.waitForResponse(200);
      const invite = (await inside.waitForRequest('INVITE')).text;
      await useAndEnd(outgoing, incoming);

      const shownOutside = [
        readHeaders(answer, 'record-route').at(-1),
        readHeader(answer, 'contact'),
      ];
      const shownInside = [readHeader(invite, 'record-route'), readHeader(invite, 'contact')];
      for (const shown of shownOutside) expect(shown).toContain(FAREND);
      for (const shown of [...shownInside, readHeader(invite, 'via')])
        expect(shown).toContain(LOCAL);
      expect(listDestinations(outside)).toEqual([FAREND]);
      expect(listDestinations(inside)).toEqual([LOCAL]);
    });

    test('and so does a call that the one inside makes', async () => {
      const [outside, inside] = await start({ ignoresRecordRoute: true });

      const outgoing = await inside.call('4001');
      const incoming = await outside.waitForCall();
      await incoming.answer();
      await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
      await useAndEnd(incoming, outgoing);

      expect(listDestinations(outside)).toEqual([FAREND]);
      expect(listDestinations(inside)).toEqual([LOCAL]);
    });
  },
);
