// Nothing that a datagram holds stops farend from serving: what it cannot read is counted by reason,
// and answered only where the RFC says so and somebody can be told.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import type { Phone } from '../support/phone/phone.ts';
import { formatRawRequest } from '../support/phone/raw-request.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';
import { mutate } from '../support/torture/mutate.ts';
import { createRandom } from '../support/torture/random.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const HOST_ADDRESS = '203.0.113.60';
const MUTATIONS = 3000;
const SEED = 20_261_121;

const register = formatRawRequest({
  method: 'REGISTER',
  requestUri: `sip:${PBX_ADDRESS}`,
  user: '4001',
  sentBy: `${HOST_ADDRESS}:5060`,
  headers: {
    Contact: `<sip:4001@${HOST_ADDRESS}>;+sip.instance="<urn:uuid:0>";q=0.5`,
    Authorization: 'Digest username="4001", realm="asterisk", nonce="0", uri="sip:a", response="0"',
    Route: `<sip:${FAREND};lr>`,
    Supported: 'path, outbound',
  },
});
const without = (name: string): string => register.replace(new RegExp(`^${name}: .*\r\n`, 'm'), '');

/** What is sent, the reason that it is counted under, and the status of the answer, if any. */
const cases: readonly (readonly [string, string, string, number?])[] = [
  ['a datagram of 20 000 bytes', register + 'x'.repeat(20_000), 'too-large'],
  ['a datagram as long as UDP allows', 'a'.repeat(65_507), 'too-large'],
  [
    'headers that stop',
    register.slice(0, register.indexOf('\r\nCSeq') + 2),
    'unterminated-headers',
  ],
  [
    'a body that stops',
    register.replace('Content-Length: 0', 'Content-Length: 9'),
    'truncated-body',
    400,
  ],
  ['binary bytes', '\xff\xfe\x80\x00\x01'.repeat(40), 'no-start-line'],
  ['text that is no SIP', 'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n', 'bad-start-line'],
  ['another version of SIP', register.replace('SIP/2.0\r\n', 'SIP/3.0\r\n'), 'unsupported-version'],
  ['a bare line feed', register.replace('\r\nTo: ', '\nTo: '), 'bare-line-break'],
  ['a header without a colon', register.replace('To: ', 'To '), 'header-without-colon'],
  ['a request without Call-ID', without('Call-ID'), 'missing-header'],
  ['a request without Via', without('Via'), 'missing-header'],
  ['two Call-IDs', register.replace('CSeq: ', 'Call-ID: b\r\nCSeq: '), 'repeated-header'],
  ['a Via of no form', register.replace(/Via: .*/, 'Via: SIP//UDP ;;'), 'bad-via'],
  ['another method in CSeq', register.replace('1 REGISTER', '1 INVITE'), 'bad-cseq', 400],
  ['a CSeq beyond 2^32', register.replace('1 REGISTER', '9999999999 REGISTER'), 'bad-cseq', 400],
  ['a To that is no address', register.replace(/To: .*/, 'To: <tel:+1>'), 'bad-uri', 400],
];

let scene: FarendOffice;
let host: Phone;

beforeAll(async () => {
  scene = await createFarendOffice({ flavour, endpoints: [{ name: '4001', qualifyFrequency: 1 }] });
  host = await scene.office.startPhone({
    username: '4001',
    namespace: await scene.office.pbx.addHost(HOST_ADDRESS),
    address: HOST_ADDRESS,
  });
});

afterAll(stopEverything);

/** Its answer comes after everything that was sent before. */
const question = {
  method: 'OPTIONS',
  requestUri: `sip:${PBX_ADDRESS}`,
  user: '4001',
  sentBy: `${HOST_ADDRESS}:5060`,
};

/** Ends farend; how many datagrams went nowhere, by reason. Then starts it afresh. */
async function readDrops(): Promise<Readonly<Record<string, number>>> {
  const { farend } = scene;
  const from = farend.log.items.length;
  await farend.terminate();
  const { drops } = await farend.waitForLog(({ event }) => event === 'stopped', 5000, from);
  await farend.start();
  const { 'health-answer': _, ...counts } = drops as Record<string, number>;
  return counts;
}

describe('farend tells what it cannot read', () => {
  test.each(cases.map(([title, text, reason, status]) => ({ title, text, reason, status })))(
    '$title is counted as $reason',
    async ({ text, reason, status }) => {
      const from = host.received.length;
      const answered = host.waitForDatagram((datagram) =>
        datagram.text.includes('CSeq: 1 OPTIONS'),
      );

      await host.send(text, FAREND);
      await host.send(formatRawRequest(question), FAREND);
      await answered;
      const drops = await readDrops();

      expect(drops).toEqual({ [reason]: 1 });
      expect(host.received.slice(from, -1).map((answer) => answer.text.slice(0, 11))).toEqual(
        status === undefined ? [] : [`SIP/2.0 ${status}`],
      );
    },
  );
});

describe('farend serves on', () => {
  test(`after ${MUTATIONS} mutations of a REGISTER and of an answer`, async () => {
    const { office, farend } = scene;
    const random = createRandom(SEED);
    const answer = register.replace(/^REGISTER .*/, 'SIP/2.0 200 OK');

    for (let count = 0; count < MUTATIONS; count += 1) {
      await host.send(mutate(count % 4 === 0 ? answer : register, random), FAREND);
    }
    const phone = await office.startPhone({ username: '4001', rport: false, timeoutMs: 8000 });
    const { outcome } = await phone.register();
    await phone.waitForRequest('OPTIONS');
    const drops = await readDrops();

    expect(outcome).toBe('accepted');
    expect(farend.log.items.filter(({ event }) => event === 'unexpected')).toEqual([]);
    expect(drops).not.toHaveProperty('internal-error');
    expect(Object.keys(drops).length).toBeGreaterThan(10);
  }, 60_000);
});
