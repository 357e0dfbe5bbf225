// What farend answers itself: for an Asterisk that is dead, and to requests that must not go on.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import type { Phone } from '../support/phone/phone.ts';
import { formatRawRequest, type RawRequest } from '../support/phone/raw-request.ts';
import { readHeader, readHeaders } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const [flavour] = flavours as [AsteriskFlavour];

const request: RawRequest = {
  method: 'OPTIONS',
  requestUri: `sip:${PBX_ADDRESS}`,
  user: '4001',
  sentBy: '192.168.1.50:5060',
};

/** Sends a request from the phone; the answer to it, which names its Call-ID. */
async function ask(phone: Phone, text: string): Promise<string> {
  const callId = readHeader(text, 'call-id');
  const answered = phone.waitForDatagram((datagram) => datagram.text.includes(callId));
  await phone.send(text, FAREND);
  return (await answered).text;
}

afterAll(stopEverything);

describe.each(flavours)('farend before $title', { concurrent: true }, (dying) => {
  test('answers 503 while Asterisk is dead, and registers phones again after', async () => {
    const { office, farend } = await createFarendOffice({
      flavour: dying,
      endpoints: [{ name: '4001', nat: 'no' }],
    });
    const phone = await office.startPhone({ username: '4001', rport: false });
    const before = await phone.register();

    await office.asterisk.halt();
    const down = await farend.waitForLog(({ event }) => event === 'asterisk-down', 40_000);
    const refused = await phone.register();
    await office.asterisk.start();
    const up = await farend.waitForLog(({ event }) => event === 'asterisk-up', 25_000);
    const after = await phone.register();

    expect([before.outcome, after.outcome]).toEqual(['accepted', 'accepted']);
    expect([down.asterisk, up.asterisk]).toEqual([`${PBX_ADDRESS}:5080`, `${PBX_ADDRESS}:5080`]);
    expect(refused.statusCode).toBe(503);
    expect(Number(readHeader(refused.response, 'retry-after'))).toBeGreaterThan(0);
    expect(readHeader(refused.response, 'via')).not.toContain('rport');
  }, 60_000);
});

describe('farend itself answers', () => {
  let scene: FarendOffice;
  let phone: Phone;

  beforeAll(async () => {
    scene = await createFarendOffice({ flavour, endpoints: [{ name: '4001' }] });
    phone = await scene.office.startPhone({ username: '4001' });
  });

  test('RFC 3261 §16.3 step 3: 483 when no hop is left', async () => {
    const answer = await ask(
      phone,
      formatRawRequest({ ...request, headers: { 'Max-Forwards': '0' } }),
    );

    expect(answer).toMatch(/^SIP\/2\.0 483 Too Many Hops\r\n/);
    expect(readHeader(answer, 'to')).toContain(';tag=');
  });

  test('RFC 3261 §16.3 step 5: 420 with Unsupported when an extension is required of it', async () => {
    const headers = { 'Proxy-Require': 'foo, bar' };

    const answer = await ask(phone, formatRawRequest({ ...request, headers }));

    expect(answer).toMatch(/^SIP\/2\.0 420 Bad Extension\r\n/);
    expect(readHeaders(answer, 'unsupported')).toEqual(['foo, bar']);
  });

  test('RFC 3261 §8.1.1.5: 400 when CSeq names another method', async () => {
    const answer = await ask(
      phone,
      formatRawRequest({ ...request, headers: { CSeq: '1 INVITE' } }),
    );

    expect(answer).toMatch(/^SIP\/2\.0 400 Bad Request\r\n/);
    expect(readHeader(answer, 'cseq')).toBe('1 INVITE');
  });

  test('a phone without rport as well, to where its request came from', async () => {
    const text = formatRawRequest({ ...request, headers: { 'Max-Forwards': '0' } });

    const withoutRport = await ask(phone, text);
    const withRport = await ask(
      phone,
      formatRawRequest({ ...request, viaParameters: ';rport', headers: { 'Max-Forwards': '0' } }),
    );

    expect(readHeader(withoutRport, 'via')).toMatch(/;received=203\.0\.113\.1$/);
    expect(readHeader(withRport, 'via')).toMatch(/;received=203\.0\.113\.1;rport=\d+$/);
  });
});
