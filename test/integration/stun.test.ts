// STUN on the SIP port, through a real router: a phone learns the address and the port at which
// farend sees it, as it learns them from `received` and `rport`.

import { afterEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND } from '../support/farend-office.ts';
import type { Phone } from '../support/phone/phone.ts';
import { readHeader } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';
import {
  addFingerprint,
  makeAttribute,
  makeStun,
  readStun,
  readXorMapped,
  type StunAnswer,
} from '../unit/stun/stun-text.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const REQUEST = 1;
const noBytes = Buffer.alloc(8);

afterEach(stopEverything);

/** Asks from the phone's own socket, and gives the answer. */
async function ask(phone: Phone, question: Buffer): Promise<StunAnswer> {
  const answered = phone.waitForDatagram(({ text }) => text.charCodeAt(0) === 1);
  await phone.send(question.toString('latin1'), FAREND);
  return readStun(Buffer.from((await answered).text, 'latin1'));
}

describe('a phone that asks by STUN', () => {
  test('is told the address and port at which farend sees its SIP', async () => {
    const { office, farend } = await createFarendOffice({
      flavour,
      endpoints: [{ name: '4001' }],
    });
    const phone = await office.startPhone({ username: '4001', rport: true });

    const { response } = await phone.register();
    const modern = await ask(phone, addFingerprint(makeStun(REQUEST)));
    const classic = await ask(phone, makeStun(REQUEST, [], Buffer.from('01020304', 'hex')));
    const { source } = await farend.waitForLog(({ event }) => event === 'registered');

    const via = readHeader(response, 'via');
    const [, received] = /;received=([\d.]+)/.exec(via) ?? [];
    const [, rport] = /;rport=(\d+)/.exec(via) ?? [];
    const [, mapped = noBytes] = classic.attributes[0] ?? [];
    expect(received).toBe(office.site.publicAddress);
    expect(source).toBe(`${received}:${rport}`);
    expect(modern.attributes.map(([type]) => type)).toEqual([0x0020, 0x8028]);
    expect(readXorMapped(modern.attributes[0]?.[1] ?? noBytes)).toBe(source);
    expect(`${[...mapped.subarray(4)].join('.')}:${mapped.readUInt16BE(2)}`).toBe(source);
  });

  test('gets no answer from elsewhere, and none to what is no question', async () => {
    const { office, farend } = await createFarendOffice({
      flavour,
      endpoints: [{ name: '4001' }],
    });
    const phone = await office.startPhone({ username: '4001' });
    const responseAddress = makeAttribute(0x0002, Buffer.from('0001138acb007139', 'hex'));

    const refused = await ask(phone, makeStun(REQUEST, [responseAddress]));
    await phone.send(makeStun(0x0011).toString('latin1'), FAREND);
    await phone.register();
    await farend.terminate();
    const { drops } = await farend.waitForLog(({ event }) => event === 'stopped');

    expect(refused.type).toBe(0x0111);
    expect(phone.received.every(({ remote }) => remote === FAREND)).toBe(true);
    expect(phone.received.filter(({ text }) => text.charCodeAt(0) < 0x20)).toHaveLength(1);
    expect(drops).toMatchObject({ stun: 2 });
  });
});
