// Beside REGISTER: the answer to a question of a phone without rport finds its way back.

import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { formatRawRequest } from '../support/phone/raw-request.ts';
import {
  parseSipText,
  readHeader,
  readHeaders,
  readStatusCode,
} from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

/** Nobody is asked for a password, so the answer is about the number. */
const endpoints = [{ name: '4001', auth: false, nat: 'no', qualifyFrequency: 1 }];

afterEach(stopEverything);
afterAll(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('answers OPTIONS of a phone without rport behind NAT', async () => {
    const { office } = await createFarendOffice({ flavour, endpoints });
    const phone = await office.startPhone({ username: '4001', rport: false });
    const text = formatRawRequest({
      method: 'OPTIONS',
      requestUri: `sip:9000@${PBX_ADDRESS}`,
      user: '4001',
      sentBy: '192.168.1.50:5060',
    });

    await phone.register();
    const answered = phone.waitForDatagram((datagram) =>
      datagram.text.includes(readHeader(text, 'call-id')),
    );
    await phone.send(text, FAREND);
    const answer = await answered;

    expect(readStatusCode(parseSipText(answer.text))).toBe(200);
    expect(answer.remote).toBe(FAREND);
    expect(readHeaders(answer.text, 'via').map(splitVia)).toEqual([
      splitVia(`${readHeader(text, 'via')};received=203.0.113.1`),
    ]);
  });
});

/** Asterisk prints the parameters in an order of its own. */
function splitVia(value: string): string[] {
  return value.split(';').sort();
}
