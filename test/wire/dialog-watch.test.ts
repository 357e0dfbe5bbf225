// What the proxy sees of calls and other dialogs beside relaying them.

import { beforeEach, expect, it } from 'vitest';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { readGolden } from './golden.ts';
import { asterisk, phone, RecordedProxy } from './recorded-proxy.ts';

const AOR = '4001@pbx.example.com';

let proxy: RecordedProxy;
/** The Contact under which Asterisk knows the phone. */
let contact: string;

beforeEach(async () => {
  proxy = await new RecordedProxy(undefined, { mediaAddress: undefined }).open();
  const [sent] = proxy.fromPhone(readGolden('register-without-rport.in'));
  contact = /\r\nContact: <([^>]+)>/.exec(sent?.text ?? '')?.[1] ?? '';
  const granted = `Contact: <${contact}>;expires=3599`;
  proxy.fromAsterisk(answerAsAsterisk(sent?.text ?? '', '200 OK', granted));
  await proxy.settle();
});

function format(startLine: string, cSeq: string, ...lines: readonly string[]): string {
  return [
    startLine,
    `CSeq: ${cSeq}`,
    'Call-ID: call-1',
    'Max-Forwards: 70',
    ...lines,
    ...(lines.some((line) => line.startsWith('Content-Length')) ? [] : ['Content-Length: 0', '']),
    '',
  ].join('\r\n');
}

function ofPhone(method: string, cSeq = 1, ...lines: readonly string[]): string {
  return format(
    `${method} sip:9002@pbx.example.com SIP/2.0`,
    `${cSeq} ${method}`,
    `Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK${method}${cSeq}`,
    `From: <sip:${AOR}>;tag=a1`,
    'To: <sip:9002@pbx.example.com>',
    'User-Agent: Phone 1.0',
    ...lines,
  );
}

function ofAsterisk(method: string, ...lines: readonly string[]): string {
  return format(
    `${method} ${contact} SIP/2.0`,
    `7 ${method}`,
    `Via: SIP/2.0/UDP 198.51.100.20:5060;rport;branch=z9hG4bKPj${method}`,
    'From: <sip:9002@198.51.100.20>;tag=b1',
    `To: <${contact}>`,
    ...lines,
  );
}

function withSdp(address: string): string[] {
  const sdp = `v=0\r\no=- 1 1 IN IP4 ${address}\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n`;
  return ['Content-Type: application/sdp', `Content-Length: ${sdp.length}`, '', sdp.slice(0, -2)];
}

/** Time passes, and the proxy looks at its clock each half second. */
function pass(milliseconds: number): void {
  for (let passed = 0; passed < milliseconds; passed += 500) {
    proxy.pass(500);
    proxy.parts.watch.passTime(proxy.now);
  }
}

it('tells how a call of a phone ended, with the device', async () => {
  const [invite] = proxy.fromPhone(ofPhone('INVITE'));
  const ok = answerAsAsterisk(invite?.text ?? '', '200 OK', 'Contact: <sip:9002@198.51.100.20>');
  proxy.fromAsterisk(ok);
  await proxy.settle();
  proxy.fromPhone(ofPhone('ACK'));
  pass(30_000);
  proxy.fromPhone(ofPhone('BYE', 2));

  expect(proxy.dialogs).toEqual([
    {
      kind: 'ended',
      time: proxy.now,
      producer: 'proxy',
      source: `${phone.address}:${phone.port}`,
      localSocket: '192.0.2.2:5060',
      aor: AOR,
      device: /fe=([0-9a-f]{16})/.exec(contact)?.[1],
      callId: 'call-1',
      userAgent: 'Phone 1.0',
      lengthMs: 30_000,
      endedBy: 'phone',
    },
  ]);
});

it('tells of an ACK that does not come', () => {
  const [invite] = proxy.fromPhone(ofPhone('INVITE'));
  const ok = answerAsAsterisk(invite?.text ?? '', '200 OK', 'Contact: <sip:9002@198.51.100.20>');
  for (const wait of [500, 1_000, 2_000, 4_000]) {
    proxy.fromAsterisk(ok);
    pass(wait);
  }

  expect(proxy.dialogs).toMatchObject([
    { kind: 'ack-missing', aor: AOR, answeredBy: 'asterisk', answeredTo: '203.0.113.5:40112' },
  ]);
});

it('tells of a request of Asterisk that the phone does not answer, by the name of its binding', () => {
  proxy.fromAsterisk(ofAsterisk('NOTIFY'));
  pass(33_000);

  expect(proxy.dialogs).toMatchObject([
    {
      kind: 'unanswered',
      method: 'NOTIFY',
      sentBy: 'asterisk',
      aor: AOR,
      userAgent: 'Phone 1.0',
      source: '203.0.113.5:40112',
    },
  ]);
});

it.each([
  [undefined, '198.51.100.20', []],
  [undefined, '10.0.0.10', [{ kind: 'media', unroutableToPhone: '10.0.0.10' }]],
  ['203.0.113.10', '10.0.0.10', []],
])('judges SDP as it leaves: mediaAddress %s for %s', async (mediaAddress, address, expected) => {
  const { options } = proxy.parts;
  proxy.parts.options = { ...options, mediaAddress, mediaFrom: { has: () => true } };
  proxy.fromAsterisk(ofAsterisk('INVITE', ...withSdp(address)));
  const ringing = `SIP/2.0 200 OK`;
  const [sent] = proxy.sent;
  const vias = (sent?.text ?? '')
    .split('\r\n')
    .filter((line) => /^(?:Via|Record-Route)/.test(line));
  proxy.fromPhone(
    format(
      ringing,
      '7 INVITE',
      ...vias,
      'From: <sip:9002@198.51.100.20>;tag=b1',
      `To: <${contact}>;tag=z`,
      ...withSdp('203.0.113.5'),
    ),
  );

  expect(proxy.errors).toEqual([]);
  expect(proxy.dialogs).toMatchObject(expected);
  expect(proxy.dialogs).toHaveLength(expected.length);
});

it('tells nothing of what it refuses by itself', () => {
  proxy.fromAsterisk(ofAsterisk('OPTIONS').replace('fe=', 'fe=0'), asterisk);
  pass(40_000);

  expect(proxy.dialogs).toEqual([]);
});
