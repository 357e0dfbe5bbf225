// Somebody who has nothing but an AMI login of class `user` asks after a phone behind NAT, and is told
// when it falls silent.

import { afterEach, describe, expect, test } from 'vitest';
import { openAmiSocket } from '../../support/asterisk/ami-socket.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { AMI_PORT, createCompanionOffice } from '../../support/companion-office.ts';
import { startTcpRelay } from '../../support/network/tcp-relay.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const OPERATOR = '[operator]\nsecret = op-secret\nread = user\nwrite = user\n';
const SILENT_WITHIN_MS = 45_000;
const QUERY = { Action: 'UserEvent', UserEvent: 'FarendQuery' };

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('a plain AMI client is told the real address of a phone, and when it falls silent', async () => {
    const { office } = await createCompanionOffice({
      flavour,
      endpoints: ['4001', '4002'].map((name) => ({ name, qualifyFrequency: 1 })),
      append: { 'manager.conf': OPERATOR },
    });
    const port = await startTcpRelay(office.pbx.namespace, AMI_PORT);
    const client = await openAmiSocket({ port, username: 'operator', secret: 'op-secret' });
    const phone = await office.startPhone({ username: '4001', rport: false });

    await phone.register();
    const working = { Endpoint: '4001', Verdict: 'ok-through-farend' };
    await client.waitForUserEvent('FarendNatChange', working);
    client.send({ ...QUERY, Endpoint: '4001', RequestID: '7' });
    const status = await client.waitForUserEvent('FarendStatus', { RequestID: '7' });
    client.send({ ...QUERY, Endpoint: '40*', RequestID: '8' });
    const complete = await client.waitForUserEvent('FarendStatusComplete', { RequestID: '8' });
    const received = await office.site.findPublicPlace('192.168.1.50');
    await phone.behave({ deaf: true });
    const silent = { Endpoint: '4001', Verdict: 'unreachable' };
    const change = await client.waitForUserEvent('FarendNatChange', silent, 0, SILENT_WITHIN_MS);

    expect(status).toMatchObject({
      ...working,
      Device: '1/1',
      BrokenLeg: 'none',
      Nat: 'behind-nat',
      Rport: 'missing',
      Received: received,
      Contact: 'sip:4001@192.168.1.50:5060',
      Registered: 'yes',
    });
    expect(complete).toMatchObject({ EventList: 'Complete', ListItems: '2' });
    expect(client.userEvents('FarendStatus')).toContainEqual(
      expect.objectContaining({ RequestID: '8', Endpoint: '4002', Registered: 'no' }),
    );
    expect(change).toMatchObject({ OldVerdict: 'ok-through-farend', Nat: 'behind-nat' });
  });
});
