// Strangers and noise: what nobody asked for goes nowhere, and is counted by reason.

import { beforeEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import type { Farend } from '../support/farend.ts';
import { ASTERISK_SIDE, createFarendOffice, FAREND } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import type { Office } from '../support/office.ts';
import type { Phone } from '../support/phone/phone.ts';
import { formatRawRequest } from '../support/phone/raw-request.ts';
import { readHeader } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const endpoints = ['4001', '4002'].map((name) => ({ name, qualifyFrequency: 1 }));
const HOST_ADDRESS = '203.0.113.60';

/** Ends farend; how many datagrams went nowhere, by reason. */
const stopAndCount = async (farend: Farend): Promise<Readonly<Record<string, number>>> => {
  await farend.terminate();
  const { drops } = await farend.waitForLog(({ event }) => event === 'stopped');
  return drops as Record<string, number>;
};

describe('what nobody asked for', () => {
  let office: Office;
  let farend: Farend;
  let host: Phone;

  const register = formatRawRequest({
    method: 'REGISTER',
    requestUri: `sip:${PBX_ADDRESS}`,
    user: '4002',
    sentBy: `${HOST_ADDRESS}:5060`,
    headers: { Contact: `<sip:4002@${HOST_ADDRESS}>` },
  });

  beforeEach(async () => {
    ({ office, farend } = await createFarendOffice({ flavour, endpoints }));
    host = await office.startPhone({
      username: '4002',
      namespace: await office.pbx.addHost(HOST_ADDRESS),
      address: HOST_ADDRESS,
      rport: false,
    });
    return stopEverything;
  });

  test('goes nowhere from a stranger to the socket that faces Asterisk', async () => {
    const response = register
      .replace(/^REGISTER .*/, 'SIP/2.0 200 OK')
      .replace(
        'Via: ',
        `Via: SIP/2.0/UDP ${ASTERISK_SIDE};branch=z9hG4bKr0123456789abcdef\r\nVia: `,
      );
    const invite = register.replaceAll('REGISTER', 'INVITE');
    const phone = await office.startPhone({ username: '4001', rport: false });

    for (const text of [register, response, invite, 'nonsense']) {
      await host.send(text, ASTERISK_SIDE);
    }
    const { outcome } = await phone.register();
    const drops = await stopAndCount(farend);

    expect(outcome).toBe('accepted');
    expect(host.received).toEqual([]);
    expect(phone.received.every(({ remote }) => remote === FAREND)).toBe(true);
    expect(drops['stranger-on-asterisk-side']).toBe(4);
  });

  test('goes nowhere as an answer that farend did not ask for, or with a forged Via', async () => {
    await host.register();
    const question = await host.waitForRequest('OPTIONS');
    const { text: genuine } = await host.datagrams.waitFor(
      ({ direction, text }) => direction === 'sent' && text.startsWith('SIP/2.0 200'),
      5000,
    );
    const [ours = ''] = /^Via: .*;fe=.*$/m.exec(genuine) ?? [];
    const forged = [
      genuine.replace(ours, ours.replace(/;fe=\d+/, ';fe=1')),
      genuine.replace(ours, ours.replace(/(;fe=[^;]*)[^;]/, '$1x')),
      genuine.replace(ours, ours.replace(PBX_ADDRESS, HOST_ADDRESS).replace(/~203[^~]*~/, '~1~')),
      genuine.replace(`${ours}\r\n`, ''),
      genuine.replace(/^Via: .*\r\n/gm, ''),
    ];
    const stranger = await office.startPhone({ username: '4001', rport: false });

    for (const text of forged) await stranger.send(text, FAREND);
    const { outcome } = await stranger.register();
    const drops = await stopAndCount(farend);

    expect([readHeader(question.text, 'via'), ours]).toEqual([
      expect.stringContaining(';fe='),
      expect.stringContaining(';fe='),
    ]);
    expect(new Set([genuine, ...forged]).size).toBe(6);
    expect(outcome).toBe('accepted');
    expect((drops['forged-via'] ?? 0) + (drops['foreign-response'] ?? 0)).toBe(4);
    expect(drops['missing-header']).toBe(1);
  });

  test('is counted as a keep-alive, and never answered', async () => {
    const keepAlives = ['\r\n\r\n', '\r\n', '', '\0', '\0\0\0\0'];

    for (const text of keepAlives) await host.send(text, FAREND);
    const { outcome } = await host.register();
    const answers = host.received.filter(({ text }) => !/^(SIP|OPTIONS)/.test(text));
    const drops = await stopAndCount(farend);

    expect(outcome).toBe('accepted');
    expect(answers).toEqual([]);
    expect(drops['keep-alive']).toBe(keepAlives.length);
  });
});
