import { beforeEach, describe, expect, it } from 'vitest';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { expectGolden, readGolden } from './golden.ts';
import { asterisk, phone, RecordedProxy } from './recorded-proxy.ts';

let proxy: RecordedProxy;
/** The Contact under which Asterisk knows the phone. */
let contact: string;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
  const [sent] = proxy.fromPhone(readGolden('register-without-rport.in'));
  contact = /\r\nContact: <([^>]+)>/.exec(sent?.text ?? '')?.[1] ?? '';
  const granted = `Contact: <${contact}>;expires=3599`;
  proxy.fromAsterisk(answerAsAsterisk(sent?.text ?? '', '200 OK', granted));
  await proxy.settle();
});

function qualify(uri = contact, ...lines: readonly string[]): string {
  return [
    `OPTIONS ${uri} SIP/2.0`,
    'Via: SIP/2.0/UDP 198.51.100.20:5060;rport;branch=z9hG4bKPj2c1e4b7a',
    'From: <sip:4001@198.51.100.20>;tag=5b8e7a21',
    `To: <${uri}>`,
    'Contact: <sip:4001@198.51.100.20:5060>',
    'Call-ID: 1e7c5a93-4b2d-4c8f',
    'CSeq: 34518 OPTIONS',
    'Max-Forwards: 70',
    ...lines,
    'User-Agent: Asterisk PBX 22.10.1',
    'Content-Length:  0',
    '',
    '',
  ].join('\r\n');
}

/** As a phone answers: the Vias as they came, a To tag, what it can. */
function answerAsPhone(request: string): string {
  const [, ...lines] = request.split('\r\n');
  const kept = lines.filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
  return [
    'SIP/2.0 200 OK',
    ...kept.map((line) => (line.startsWith('To:') ? `${line};tag=phone` : line)),
    'Allow: INVITE, ACK, OPTIONS, BYE, CANCEL',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

it('a qualify OPTIONS reaches the phone through its NAT, and its answer reaches Asterisk', () => {
  expectGolden('qualify.in', qualify());
  const [toPhone] = proxy.fromAsterisk(qualify());
  expect(toPhone).toMatchObject({ from: '192.0.2.2:5060', to: '203.0.113.5:40112' });
  expectGolden('qualify.out', toPhone?.text ?? '');

  const answer = answerAsPhone(toPhone?.text ?? '');
  expectGolden('response-qualify.in', answer);
  const [toAsterisk] = proxy.fromPhone(answer);
  expect(toAsterisk).toMatchObject({ from: '198.51.100.10:5062', to: '198.51.100.20:5060' });
  expectGolden('response-qualify.out', toAsterisk?.text ?? '');
});

it('RFC 3261 §16.4: all leading Routes that are ours go', () => {
  const routes = [
    'Route: <sip:token@198.51.100.10:5062;lr>',
    'Route: <sip:192.0.2.2;lr>, <sip:edge.example.net;lr>',
  ];
  expectGolden('qualify-routes.in', qualify(contact, ...routes));

  const [toPhone] = proxy.fromAsterisk(qualify(contact, ...routes));

  expectGolden('qualify-routes.out', toPhone?.text ?? '');
});

it('reaches a phone whose 200 to its REGISTER has not come yet', async () => {
  const fresh = await new RecordedProxy().open();
  fresh.fromPhone(readGolden('register-without-rport.in'));

  const [toPhone] = fresh.fromAsterisk(qualify());

  expect(toPhone?.to).toBe('203.0.113.5:40112');
  expect(toPhone?.text).toMatch(/^OPTIONS sip:4001@192\.168\.1\.50:5060 SIP\/2\.0\r\n/);
});

describe('is answered by farend', () => {
  it.each([
    ['for an unknown token', 404, 'unknown-token', () => qualify(contact.replace(/.$/, 'x'))],
    [
      'for a Request-URI without a token',
      404,
      'unknown-token',
      () => qualify('sip:198.51.100.10:5062'),
    ],
    ['for a Request-URI that is not ours', 404, 'not-for-us', () => qualify('sip:4001@192.0.2.9')],
    [
      'with no hops left',
      483,
      'too-many-hops',
      () => qualify().replace('Forwards: 70', 'Forwards: 0'),
    ],
  ] as const)('%s', (_, status, reason, make) => {
    const sent = proxy.fromAsterisk(make());

    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ from: '198.51.100.10:5062', to: '198.51.100.20:5060' });
    expect(sent[0]?.text).toMatch(new RegExp(`^SIP/2\\.0 ${status} `));
    expect(proxy.parts.counts.get(reason)).toBe(1);
  });
});

describe('goes nowhere', () => {
  it.each([
    ['from another address', { address: '192.0.2.66', port: 5060 }],
    ['from another port of Asterisk', { ...asterisk, port: 5061 }],
    ['from the phone', phone],
  ])('%s', (_, source) => {
    expect(proxy.fromAsterisk(qualify(), source)).toEqual([]);
    expect(proxy.parts.counts.get('stranger-on-asterisk-side')).toBe(1);
  });

  it.each([
    ['forged-via', (text: string) => text.replace(/fe=(.)/, (_, c) => `fe=${c === '0' ? 1 : 0}`)],
    ['foreign-response', (text: string) => text.replace(/;fe=[^\r\n;]*/, '')],
    ['foreign-response', (text: string) => text.replace('z9hG4bKr', 'z9hG4bKz')],
    ['forged-via', (text: string) => text.replace('z9hG4bKr', 'z9hG4bKp')],
  ] as const)('as an answer of a phone, %s', (reason, change) => {
    const [toPhone] = proxy.fromAsterisk(qualify());
    const answer = answerAsPhone(toPhone?.text ?? '');

    expect(proxy.fromPhone(change(answer))).toEqual([]);
    expect(proxy.parts.counts.get(reason)).toBe(1);
  });

  it('as an answer without the Via of Asterisk', () => {
    const [toPhone] = proxy.fromAsterisk(qualify());
    const answer = answerAsPhone(toPhone?.text ?? '').replace(
      /Via: SIP\/2.0\/UDP 198[^\r]*\r\n/,
      '',
    );

    expect(proxy.fromPhone(answer)).toEqual([]);
    expect(proxy.parts.counts.get('missing-header')).toBe(1);
  });
});
