// Trunks: a provider that calls through farend is known by the address that farend says, one that
// Asterisk calls or registers to is not touched, and nobody who claims to be a provider is one.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrunkOptions } from '../../support/asterisk/asterisk-options.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../../support/farend-office.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import { listDestinations } from '../../support/phone/list-destinations.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { readHeader } from '../../support/phone/sip-text.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const ASTERISK = `${PBX_ADDRESS}:5080`;
const PROVIDER = '203.0.113.70';
const OTHER_PROVIDER = '203.0.113.71';
const STRANGER = '203.0.113.72';

const startProvider = async ({ office }: FarendOffice, address: string): Promise<Phone> =>
  await office.startPhone({
    username: 'provider',
    namespace: await office.pbx.addHost(address),
    address,
    calls: { final: 'answer' },
  });

describe.each(flavours.filter(({ driver }) => driver === 'chan_pjsip'))(
  'a provider that calls through farend, with $title,',
  (flavour) => {
    let scene: FarendOffice;
    let provider: Phone;
    let phone: Phone;

    beforeAll(async () => {
      scene = await createFarendOffice({
        flavour,
        endpoints: [{ name: '4001' }],
        trunks: [
          {
            name: 'itsp',
            host: `${PROVIDER}:5060`,
            matchHeader: `X-Farend-Source: ${PROVIDER}`,
          },
        ],
        endpointIdentifierOrder: 'header,ip,username',
        proxy: { trunks: [PROVIDER] },
      });
      provider = await startProvider(scene, PROVIDER);
      phone = await scene.office.startPhone({ username: '4001', rport: false, calls: {} });
      await phone.register();
    });

    afterAll(stopEverything);

    /** The endpoints that have channels now. */
    const listCallers = async (): Promise<string[]> => {
      const channels = await scene.office.asterisk.cli('core show channels concise');
      return [...channels.matchAll(/^PJSIP\/(\w+)-/gm)].map(([, name]) => name as string);
    };

    test('reaches Echo without a challenge, and hangs up', async () => {
      const call = await provider.call('9002');
      await call.waitUntilConfirmed();
      const callers = await listCallers();
      const bye = await call.hangUp();

      expect(call.statusCodes).not.toContain(401);
      expect(callers).toEqual(['itsp']);
      expect(bye.statusCode).toBe(200);
    });

    test('is hung up on by Asterisk, through farend', async () => {
      const call = await provider.call('9006');
      await call.waitUntilConfirmed();

      await call.waitForRequest('BYE');
      expect(await call.waitForEnd()).toBeUndefined();
    });

    test.each(['the provider', 'the phone'])(
      'reaches a phone behind NAT, and %s hangs up',
      async (who) => {
        const outgoing = await provider.call('4001');
        const incoming = await phone.waitForCall();
        await incoming.answer();
        await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
        const [first, second] =
          who === 'the phone' ? [incoming, outgoing] : ([outgoing, incoming] as const);
        const bye = await first.hangUp();
        await second.waitForRequest('BYE');

        expect(bye.statusCode).toBe(200);
        expect(await second.waitForEnd()).toBeUndefined();
      },
    );

    test('sees Asterisk’s own Contact, and nobody but farend', async () => {
      const call = await provider.call('9002');
      const answer = await call.waitForResponse(200);
      await call.waitUntilConfirmed();
      await call.hangUp();

      expect(readHeader(answer, 'contact')).toContain(ASTERISK);
      expect(listDestinations(provider)).toEqual([FAREND]);
    });

    describe('nobody else is taken for it:', () => {
      let stranger: Phone;

      beforeAll(async () => {
        stranger = await startProvider(scene, STRANGER);
      });

      const claims = [
        `X-Farend-Source: ${PROVIDER}`,
        `x-farend-source:${PROVIDER}`,
        `X-FAREND-SOURCE : ${PROVIDER}`,
        `X-Farend-Source:\r\n ${PROVIDER}`,
        `X-Farend-Source: ${PROVIDER}\r\nX-Farend-Source: ${PROVIDER}`,
      ];

      test.each(claims)('a stranger who says %j is challenged', async (claim) => {
        const call = await stranger.call('9002', { headers: [claim], credentials: false });

        expect(await call.waitForEnd()).toBe(401);
        expect(await listCallers()).toEqual([]);
      });

      test.each(claims)('a registered phone that says %j is itself', async (claim) => {
        const challenged = await phone.call('9002', { headers: [claim], credentials: false });
        const status = await challenged.waitForEnd();
        const call = await phone.call('9002', { headers: [claim] });
        await call.waitUntilConfirmed();
        const callers = await listCallers();
        await call.hangUp();

        expect(status).toBe(401);
        expect(callers).toEqual(['4001']);
      });
    });
  },
);

describe.each(flavours)('a provider beside farend, with $title,', (flavour) => {
  let scene: FarendOffice;
  let provider: Phone;
  let phone: Phone;

  const trunks: TrunkOptions[] = [
    {
      name: 'itsp',
      host: `${PROVIDER}:5060`,
      registration: { username: 'customer', password: 'secret' },
    },
    { name: 'other', host: `${OTHER_PROVIDER}:5060` },
  ];

  beforeAll(async () => {
    scene = await createFarendOffice({ flavour, endpoints: [{ name: '4001' }], trunks });
    provider = await startProvider(scene, PROVIDER);
    phone = await scene.office.startPhone({ username: '4001', rport: false, calls: {} });
    await phone.register();
  });

  afterAll(stopEverything);

  test('gets Asterisk’s own registration, straight', async () => {
    // chan_pjsip begins at a moment of its own within ten seconds.
    const register = await provider.waitForRequest('REGISTER', 20_000);

    expect(register.remote).toBe(ASTERISK);
    expect(readHeader(register.text, 'to')).toContain('sip:customer@');
    expect(readHeader(register.text, 'contact')).toContain(ASTERISK);
  });

  test.each(['the provider', 'the phone'])(
    'is called by a phone behind NAT, and %s hangs up',
    async (who) => {
      const outgoing = await phone.call('0301234567');
      const incoming = await provider.waitForCall();
      await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
      const [first, second] =
        who === 'the phone' ? [outgoing, incoming] : ([incoming, outgoing] as const);
      const bye = await first.hangUp();
      await second.waitForRequest('BYE');

      expect(bye.statusCode).toBe(200);
      expect(listDestinations(provider)).toEqual([ASTERISK]);
      expect(listDestinations(phone)).toEqual([FAREND]);
    },
  );

  test('calls a phone behind NAT by writing to Asterisk', async () => {
    const { office } = scene;
    const other = await office.startPhone({
      username: 'other',
      namespace: await office.pbx.addHost(OTHER_PROVIDER),
      address: OTHER_PROVIDER,
      proxy: ASTERISK,
    });

    const outgoing = await other.call('4001');
    const incoming = await phone.waitForCall();
    await incoming.answer();
    await Promise.all([outgoing.waitUntilConfirmed(), incoming.waitUntilConfirmed()]);
    await incoming.hangUp();

    await outgoing.waitForRequest('BYE');
    expect(outgoing.statusCodes).not.toContain(401);
    expect(listDestinations(other)).toEqual([ASTERISK]);
    expect(listDestinations(phone)).toEqual([FAREND]);
  });
});
