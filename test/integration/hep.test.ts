// Phones straight at a real Asterisk, no proxy in the path: Asterisk mirrors its SIP by HEP, with the
// hep.conf that operators get, and the observations are those that the proxy would make.

import { afterEach, describe, expect, test } from 'vitest';
import type { SipObservation } from '../../src/observation/sip-observation.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { type LabCollector, startCollector } from '../support/hep/start-collector.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { createOffice, type Office, type OfficeOptions } from '../support/office.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const DEADLINE_MS = 15_000;
const HEP_PORT = 9060;
const PUBLIC_ADDRESS = '203.0.113.1';
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
    expect(registered.source).toMatch(new RegExp(`^${PUBLIC_ADDRESS}:\\d+$`));
    expect(registered.natTests).toEqual(
      expect.arrayContaining(['private-contact', 'private-via', 'no-rport']),
    );
    expect(registered.expires).toBeGreaterThan(50);
    expect(registered.expires).toBeLessThanOrEqual(60);
  });
});

interface Scene {
  readonly office: Office;
  readonly collector: LabCollector;
}

async function createScene(
  flavour: AsteriskFlavour,
  options: Partial<OfficeOptions> = {},
): Promise<Scene> {
  const office = await createOffice({
    flavour,
    endpoints: [ENDPOINT],
    hepCollector: `127.0.0.1:${HEP_PORT}`,
    ...options,
  });
  const collector = await startCollector({
    namespace: office.pbx.namespace,
    listen: { address: '127.0.0.1', port: HEP_PORT },
    from: ['127.0.0.1'],
    asterisks: [{ address: PBX_ADDRESS, port: 5060 }],
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
