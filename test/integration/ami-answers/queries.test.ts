// Asking through AMI, with a plain AMI client at a real Asterisk.

import { afterEach, describe, expect, test } from 'vitest';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { openAmiSocket } from '../../support/asterisk/ami-socket.ts';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { makeRegister } from '../../unit/correlation/scene.ts';
import { AMI_PORT, type AnswersScene, startAnswers } from './scene.ts';

const flavours = listFlavours(await findProvisioned());
const query = { Action: 'UserEvent', UserEvent: 'FarendQuery' };

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('answers for one endpoint, with all that is known of its device', async () => {
    const { client, observe } = await startAnswers(flavour);
    observe(registerNow({ rportOffered: false, expires: 300 }));

    client.send({ ...query, Endpoint: '4001', RequestID: '7' });

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

  test('answers all, a pattern, and an endpoint that never registered', async () => {
    const endpoints = ['4001', '4002', '5001'].map((name) => ({ name }));
    const { client } = await startAnswers(flavour, { endpoints });

    client.send({ ...query, Endpoint: '*', RequestID: 'all' });
    client.send({ ...query, Endpoint: '40*', ActionID: 'some' });
    client.send({ ...query, Endpoint: '5001', RequestID: 'one' });
    await client.waitForUserEvent('FarendStatusComplete', { RequestID: 'all', ListItems: '3' });
    await client.waitForUserEvent('FarendStatusComplete', { RequestID: 'some', ListItems: '2' });
    await client.waitForUserEvent('FarendStatusComplete', { RequestID: 'one', ListItems: '1' });

    const told = client.userEvents('FarendStatus');
    const endpointsOf = (id: string) =>
      told.filter(({ RequestID }) => RequestID === id).map(({ Endpoint }) => Endpoint);
    expect(endpointsOf('all')).toEqual(['4001', '4002', '5001']);
    expect(endpointsOf('some')).toEqual(['4001', '4002']);
    expect(told.every(({ Registered, Device }) => Registered === 'no' && Device === '0/0')).toBe(
      true,
    );
  });

  test.each([
    [{ Endpoint: '4999' }, 'no endpoint 4999 is known'],
    [{}, 'Endpoint is missing: write a name, * or a pattern such as 40*'],
    [{ Endpoint: 'x'.repeat(900) }, 'Endpoint is longer than 200 bytes'],
  ])('refuses %o', async (headers, reason) => {
    const { client } = await startAnswers(flavour);

    client.send({ ...query, ...headers, RequestID: 'bad' });

    const error = await client.waitForUserEvent('FarendError', { RequestID: 'bad' });
    expect(error.Reason).toBe(reason);
  });

  test('keeps what a phone says in one line, whatever it says', async () => {
    const { client, observe, asterisk, problems } = await startAnswers(flavour);
    const evil = 'x\r\n\r\nAction: DBPut\r\nFamily: farend\r\nKey: owned\r\nVal: 1\r\n\r\n\0';
    const injections = { userAgent: `${evil}${'y'.repeat(3_000)}`, contact: `<sip:4001@${evil}>` };
    observe(registerNow({ ...injections, aor: '4001@pbx.example.com' }));

    client.send({ ...query, Endpoint: '*', RequestID: `7${String.fromCharCode(27)}` });
    client.send({ ...query, Endpoint: '*', RequestID: 'ä'.repeat(50) });

    await client.waitForUserEvent('FarendStatusComplete', { RequestID: 'ä'.repeat(50) });
    const [status] = client.userEvents('FarendStatus');
    expect(status?.UserAgent).toMatch(/^xAction: DBPutFamily: farendKey: ownedVal: 1y+$/);
    expect(status?.UserAgent).toHaveLength(1_000);
    expect(client.blocks.items.flat()).not.toContain('Key: owned');
    expect(await asterisk.cli('database show farend')).toContain('0 results found');
    expect(problems).toEqual([]);
  });

  test('sends 2,000 phones in order, and answers another client meanwhile', async () => {
    const scene = await startAnswers(flavour);
    registerMany(scene, 2_000);
    const other = await openAmiSocket({ port: AMI_PORT });

    scene.client.send({ ...query, Endpoint: '*', RequestID: 'long' });
    await other.waitForUserEvent('FarendStatus', { RequestID: 'long' });
    other.send({ ...query, Endpoint: '6007', RequestID: 'short' });

    await other.waitForUserEvent('FarendStatusComplete', { RequestID: 'short' });
    const longSoFar = other.userEvents('FarendStatus').length;
    await scene.client.waitForUserEvent('FarendStatusComplete', {
      RequestID: 'long',
      ListItems: '2001',
    });
    const told = scene.client
      .userEvents('FarendStatus')
      .filter(({ RequestID }) => RequestID === 'long')
      .map(({ Endpoint }) => Endpoint);
    expect(told).toEqual([...new Set(told)].toSorted());
    expect(told).toHaveLength(2_001);
    expect(longSoFar).toBeLessThan(2_001);
  });
});

describe.runIf(flavours.length > 0)('any Asterisk', () => {
  const [flavour] = flavours as [AsteriskFlavour];

  test('answers a client that asks for all in a loop with busy, and others as before', async () => {
    const scene = await startAnswers(flavour);
    registerMany(scene, 500);
    const other = await openAmiSocket({ port: AMI_PORT });

    for (let time = 0; time < 200; time += 1)
      scene.client.send({ ...query, Endpoint: '*', RequestID: `loop-${time}` });
    await scene.client.waitForUserEvent('FarendError');
    other.send({ ...query, Endpoint: '6007', RequestID: 'other' });

    await other.waitForUserEvent('FarendStatusComplete', { RequestID: 'other' });
    const [error] = scene.client.userEvents('FarendError');
    expect(error?.Reason).toMatch(/^busy/);
  });

  test('says nothing to what it hears of its own', async () => {
    const scene = await startAnswers(flavour);
    const { client, ami, answers } = scene;
    client.send({ ...query, Endpoint: '4001', RequestID: '1' });
    await client.waitForUserEvent('FarendStatusComplete', { RequestID: '1' });
    const before = client.userEvents('FarendStatus').length;

    // Whatever farend sends comes back to it: everything that it had to say is said by now.
    answers.tick(Date.now());
    await client.waitForUserEvent('FarendAlive', { Asterisk: 'main', Proxy: 'up' });
    await ami.sendUserEvent('Last', {});
    await client.waitForUserEvent('Last');

    expect(client.userEvents('FarendStatus')).toHaveLength(before);
    expect(client.userEvents('FarendError')).toEqual([]);
  });
});

function registerNow(changes: Partial<SipObservation> = {}): SipObservation {
  return makeRegister({ time: Date.now(), ...changes });
}

/** 6000, 6001, … register, each with a device of its own. */
function registerMany({ observe }: AnswersScene, count: number): void {
  for (let at = 0; at < count; at += 1) {
    const name = String(6000 + at);
    const identity = {
      aor: `${name}@pbx.example.com`,
      username: name,
      callId: `call-${name}`,
      device: at.toString(16).padStart(16, '0'),
      contact: `<sip:${name}@192.168.1.50:5060>`,
    };
    observe(registerNow(identity));
  }
}
