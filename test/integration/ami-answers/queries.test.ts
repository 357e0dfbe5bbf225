// Asking through AMI, with a plain AMI client at a real Asterisk.

import { afterEach, describe, expect, test } from 'vitest';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { makeRegister } from '../../unit/correlation/scene.ts';
import { startAnswers } from './scene.ts';

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('answers for one endpoint, with all that is known of its device', async () => {
    const { client, observe } = await startAnswers(flavour);
    observe(registerNow({ rportOffered: false, expires: 300 }));

    client.send({
      Action: 'UserEvent',
      UserEvent: 'FarendQuery',
      Endpoint: '4001',
      RequestID: '7',
    });

    const complete = await client.waitForUserEvent('FarendStatusComplete', { RequestID: '7' });
    expect(complete).toMatchObject({ EventList: 'Complete', ListItems: '1' });
    const [status, ...others] = client.userEvents('FarendStatus');
    expect(others).toEqual([]);
    expect(status).toMatchObject({
      Event: 'UserEvent',
      RequestID: '7',
      Endpoint: '4001',
      Device: '1/1',
      Aor: '4001',
      Asterisk: 'main',
      Site: 'Leeds',
      Nat: 'behind-nat',
      Rport: 'missing',
      Received: '203.0.113.5:40112',
      Contact: 'sip:4001@192.168.1.50:5060',
      UserAgent: 'Phone 1.0',
      Registered: 'yes',
      Policy: 'unknown',
      Findings: '',
    });
    expect(Number(status?.ExpiresIn)).toBeGreaterThan(280);
  });
});

function registerNow(changes: Partial<SipObservation> = {}): SipObservation {
  return makeRegister({ time: Date.now(), ...changes });
}
