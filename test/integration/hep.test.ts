// Phones straight at a real Asterisk, no proxy in the path: Asterisk mirrors its SIP by HEP, with the
// hep.conf that operators get, and the observations are those that the proxy would make.

import { afterEach, describe, expect, test } from 'vitest';
import type { SipObservation } from '../../src/observation/sip-observation.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { startFarend } from '../support/farend.ts';
import { createConfig } from '../support/farend-office.ts';
import {
  type CollectorOptions,
  type LabCollector,
  startCollector,
} from '../support/hep/start-collector.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { createOffice, type Office, type OfficeOptions } from '../support/office.ts';
import { startKamailio } from '../support/peers/kamailio.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findPeers, type KamailioRoot } from '../support/provision/peers.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const DEADLINE_MS = 15_000;
const HEP_PORT = 9060;
const COLLECTOR = `127.0.0.1:${HEP_PORT}`;
/** What the router makes of the phone's address. */
const REAL_SOURCE = /^203\.0\.113\.1:\d+$/;
const ENDPOINT = { name: '4001', forceRport: true, rewriteContact: true };

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('a phone without rport behind a router is seen at its real address', async () => {
    const { office, collector } = await createScene(flavour);
    const phone = await office.startPhone({ username: '4001', rport: false });

    await phone.register({ expires: 60 });

    const challenged = await waitForStatus(collector, 401);
    const registered = await waitForStatus(collector, 200);
    expect(challenged.credentials).toBe('none');
    expect(challenged.username).toBeUndefined();
    expect(registered).toMatchObject({
      producer: 'hep',
      side: 'device',
      localSocket: `${PBX_ADDRESS}:5060`,
      aor: `4001@${PBX_ADDRESS}`,
      username: '4001',
      contact: '<sip:4001@192.168.1.50:5060>',
      rportOffered: false,
      retransmissions: 0,
      credentials: 'passed',
    });
    expect(registered.source).toMatch(REAL_SOURCE);
    expect(registered.natTests).toEqual(
      expect.arrayContaining(['private-contact', 'private-via', 'no-rport']),
    );
    expect(registered.expires).toBeGreaterThan(50);
    expect(registered.expires).toBeLessThanOrEqual(60);
  });

  test('each retransmission that Asterisk answers is told, with its number', async () => {
    const { office, collector } = await createScene(flavour, {
      endpoints: [{ ...ENDPOINT, forceRport: false }],
    });
    const phone = await office.startPhone({ username: '4001', rport: false });

    const { outcome, messages } = await phone.register();

    expect(outcome).toBe('timeout');
    const sent = messages.filter(({ direction }) => direction === 'sent').length;
    const last = ({ retransmissions }: SipObservation): boolean => retransmissions === sent - 1;
    await collector.observations.waitFor(last, DEADLINE_MS);
    expect(sent).toBeGreaterThan(2);
    expect(collector.observations.items.map(({ retransmissions }) => retransmissions)).toEqual(
      Array.from({ length: sent }, (_, n) => n),
    );
    for (const { source, statusCode, natTests } of collector.observations.items) {
      expect(source).toMatch(REAL_SOURCE);
      expect(statusCode).toBe(401);
      expect(natTests).toContain('diff-port-src-via');
    }
  });

  test('an unregistration, a query and a wrong password are told as what they are', async () => {
    const { office, collector } = await createScene(flavour);
    const phone = await office.startPhone({ username: '4001' });
    const address = '192.168.1.51';
    const forgetful = await office.startPhone({ username: '4001', password: 'no', address });

    await phone.register();
    await phone.query();
    await phone.unregister();
    await forgetful.register();

    const { observations } = collector;
    await observations.waitFor(
      ({ contact, statusCode, credentials }) =>
        contact.includes(address) && statusCode === 401 && credentials === 'passed',
      DEADLINE_MS,
    );
    const accepted = observations.items.filter(({ statusCode }) => statusCode === 200);
    expect(accepted.map(({ binding, contact }) => [binding, contact === ''])).toEqual([
      [undefined, false],
      [undefined, true],
      ['removed', false],
    ]);
    expect(accepted.every(({ rportOffered }) => rportOffered)).toBe(true);
    const sent = phone.datagrams.items.map(({ text }) => text).join();
    const responses = [...sent.matchAll(/response="([0-9a-f]{32})"/g)].map(([, digest]) => digest);
    expect(responses.length).toBeGreaterThan(2);
    for (const response of responses)
      expect(JSON.stringify(observations.items)).not.toContain(response);
  });

  test('what another than hep.from mirrors is dropped and counted', async () => {
    const { office, collector } = await createScene(flavour, {}, { from: ['192.0.2.0/24'] });
    const phone = await office.startPhone({ username: '4001', rport: false });

    await phone.register();

    const problem = await collector.problems.waitFor(() => true, DEADLINE_MS);
    expect(problem).toContain('HEP packets come from 127.0.0.1');
    const { drops, packets } = await collector.readCounts();
    expect(packets).toBeGreaterThan(0);
    expect(drops).toEqual({ 'foreign-source': packets });
    expect(collector.observations.items).toEqual([]);
  });

  test.each(['contact', 'path'])(
    'with farend in front (registration: %s), what it relays is left to its own observations',
    async (registration) => {
      const { office, collector } = await createScene(flavour, {
        endpoints: [{ ...ENDPOINT, supportPath: true }],
        sipPort: 5080,
      });
      await startFarend({
        namespace: office.pbx.namespace,
        config: createConfig({ registration }),
      });
      const phone = await office.startPhone({ username: '4001', rport: false });

      const { outcome } = await phone.register();

      expect(outcome).toBe('accepted');
      await expect
        .poll(async () => (await collector.readCounts()).drops['through-farend'], {
          timeout: DEADLINE_MS,
        })
        .toBe(2);
      expect(collector.observations.items).toEqual([]);
    },
  );

  test('on a wildcard bind the phone is right, and the local socket is the first address', async () => {
    const second = '203.0.113.11';
    const { office, collector } = await createScene(flavour, {
      addresses: [PBX_ADDRESS, second],
      sipBind: '0.0.0.0',
    });
    const namespace = await office.pbx.addHost('203.0.113.77');
    const place = { namespace, address: '203.0.113.77', proxy: `${second}:5060` };
    const phone = await office.startPhone({ username: '4001', ...place });

    await phone.register();

    const { source, localSocket, natTests } = await waitForStatus(collector, 200);
    expect(source).toBe('203.0.113.77:5060');
    expect(localSocket).toBe(`${PBX_ADDRESS}:5060`);
    expect(natTests).toEqual([]);
  });
});

const { kamailio } = findPeers();

describe.skipIf(kamailio === undefined).each(flavours)('Kamailio before $title', (flavour) => {
  const agents = [
    { title: 'Kamailio', from: [PBX_ADDRESS], hepCollector: undefined },
    { title: 'Kamailio and Asterisk', from: [PBX_ADDRESS, '127.0.0.1'], hepCollector: COLLECTOR },
  ];

  test.each(agents)(
    'of both legs that $title shows, one observation is made, with the address of the phone',
    async ({ from, hepCollector }) => {
      const { office, collector } = await createKamailioScene(flavour, { hepCollector }, { from });
      const phone = await office.startPhone({ username: '4001', rport: false });

      const { outcome } = await phone.register({ expires: 60 });

      expect(outcome).toBe('accepted');
      const registered = await waitForStatus(collector, 200);
      expect(registered).toMatchObject({
        localSocket: `${PBX_ADDRESS}:5060`,
        rportOffered: false,
        retransmissions: 0,
        contact: '<sip:4001@192.168.1.50:5060>',
      });
      expect(registered.source).toMatch(REAL_SOURCE);
      expect(registered.expires).toBeGreaterThan(50);
      await phone.unregister();
      await waitForStatus(collector, 200, collector.observations.items.indexOf(registered) + 1);
      expect(collector.observations.items.map(({ statusCode }) => statusCode)).toEqual([
        401, 200, 401, 200,
      ]);
    },
  );

  test('what only Asterisk shows has the address that a trusted Kamailio wrote down', async () => {
    const { office, collector } = await createKamailioScene(
      flavour,
      {},
      { trustedProxies: [PBX_ADDRESS] },
    );
    const phone = await office.startPhone({ username: '4001', rport: false });

    await phone.register();

    const registered = await waitForStatus(collector, 200);
    expect(registered.source).toMatch(REAL_SOURCE);
    expect(registered.localSocket).toBe(`${PBX_ADDRESS}:5080`);
  });
});

async function createKamailioScene(
  flavour: AsteriskFlavour,
  office: Pick<OfficeOptions, 'hepCollector'>,
  collector: Partial<CollectorOptions>,
): Promise<Scene> {
  const scene = await createScene(
    flavour,
    {
      endpoints: [{ ...ENDPOINT, supportPath: true, rewriteContact: false }],
      sipPort: 5080,
      ...office,
    },
    collector,
  );
  await startKamailio({
    root: kamailio as KamailioRoot,
    namespace: scene.office.pbx.namespace,
    listen: `${PBX_ADDRESS}:5060`,
    asterisk: `${PBX_ADDRESS}:5080`,
    hepCollector: COLLECTOR,
  });
  return scene;
}

interface Scene {
  readonly office: Office;
  readonly collector: LabCollector;
}

async function createScene(
  flavour: AsteriskFlavour,
  options: Partial<OfficeOptions> = {},
  collectorOptions: Partial<CollectorOptions> = {},
): Promise<Scene> {
  const office = await createOffice({
    flavour,
    endpoints: [ENDPOINT],
    hepCollector: COLLECTOR,
    ...options,
  });
  const collector = await startCollector({
    namespace: office.pbx.namespace,
    listen: { address: '127.0.0.1', port: HEP_PORT },
    from: ['127.0.0.1'],
    asterisks: [{ address: PBX_ADDRESS, port: options.sipPort ?? 5060 }],
    ...collectorOptions,
  });
  return { office, collector };
}

function waitForStatus(
  { observations }: LabCollector,
  statusCode: number,
  from = 0,
): Promise<SipObservation> {
  return observations.waitFor(
    (observation) => observation.statusCode === statusCode,
    DEADLINE_MS,
    `an observation of a ${statusCode}`,
    from,
  );
}
