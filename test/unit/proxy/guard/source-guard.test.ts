// The guard where it stands: in the reception and the steps, between recorded sockets.

import { beforeEach, describe, expect, it } from 'vitest';
import { createNetworkSet } from '../../../../src/nat/networks.ts';
import { answerAsAsterisk } from '../../../wire/asterisk-answer.ts';
import { phone, RecordedProxy } from '../../../wire/recorded-proxy.ts';

const scanner = { address: '192.0.2.66', port: 5071 };
let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
});

function request(method: string, user: string, userAgent = 'Phone 1.0'): string {
  const lines = [
    `${method} sip:pbx.example.com SIP/2.0`,
    `Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK${user};rport`,
    `From: <sip:${user}@pbx.example.com>;tag=1`,
    `To: <sip:${user}@pbx.example.com>`,
    `Call-ID: call-${user}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:${user}@192.168.1.50:5060>`,
    'Max-Forwards: 70',
    `User-Agent: ${userAgent}`,
    'Expires: 300',
    'Content-Length: 0',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Registers a phone, and lets Asterisk accept it. */
async function register(user: string, source = phone): Promise<void> {
  const [sent] = proxy.fromPhone(request('REGISTER', user), source);
  const contact = /\r\nContact: (<[^>]+>)/.exec(sent?.text ?? '')?.[1];
  proxy.fromAsterisk(
    answerAsAsterisk(sent?.text ?? '', '200 OK', `Contact: ${contact};expires=300`),
  );
  await proxy.settle();
}

/** More than the address may send, from another port of it. */
function flood(address = phone.address): void {
  for (let i = 0; i < 1_001; i += 1) proxy.fromPhone('\r\n\r\n', { address, port: 1_024 + i });
}

describe('an address over its rate', () => {
  it('has its registered phone served, from the flow that is proven', async () => {
    await register('4001');
    flood();

    expect(proxy.fromPhone(request('REGISTER', '4001'))).toHaveLength(1);
    expect(proxy.fromPhone(request('OPTIONS', '4001'))).toHaveLength(1);
  });

  it('has its registered phone served from a new port', async () => {
    await register('4001');
    flood();

    expect(proxy.fromPhone(request('REGISTER', '4001'), { ...phone, port: 40_999 })).toHaveLength(
      1,
    );
  });

  it('has everything else dropped in silence, and told', async () => {
    await register('4001');
    flood();
    const stranger = { ...phone, port: 40_999 };
    const [question] = proxy.fromAsterisk(
      request('OPTIONS', '4001').replace(
        'sip:pbx.example.com SIP',
        `sip:4001@198.51.100.10:5062;fe=${[...proxy.parts.bindings.all()][0]?.token} SIP`,
      ),
    );
    const answer = answerAsAsterisk(question?.text ?? '', '200 OK');

    expect(proxy.fromPhone(request('REGISTER', '4002'), stranger)).toEqual([]);
    expect(proxy.fromPhone(request('OPTIONS', '4002'), stranger)).toEqual([]);
    expect(proxy.fromPhone(answer, stranger)).toEqual([]);

    expect(proxy.parts.counts.get('rate-limited')).toBe(3);
    expect(proxy.notices).toEqual([
      { kind: 'rate-limited', source: phone.address, time: proxy.now, count: 1 },
    ]);
    expect(proxy.fromPhone(answer)).toHaveLength(1);
  });

  it('is not even read when it sends far more', () => {
    for (let i = 0; i < 10_000; i += 1) proxy.fromPhone('nonsense', phone);

    expect(proxy.parts.counts.toJSON()).toEqual({ 'no-start-line': 6_000, 'rate-limited': 4_000 });
  });

  it('has no rate where it is a trunk', async () => {
    const trunks = createNetworkSet(['203.0.113.0/28']);
    proxy = await new RecordedProxy(undefined, { trunks }).open();

    for (let i = 0; i < 10_000; i += 1) proxy.fromPhone('\r\n\r\n', phone);

    expect(proxy.parts.counts.toJSON()).toEqual({ 'keep-alive': 10_000 });
  });
});

describe('behind a trusted proxy', () => {
  const front = { address: '198.51.100.30', port: 5060 };
  const trustedProxies = createNetworkSet([front.address]);

  /** What the proxy in front makes of a phone's request. */
  function forward(address: string, user: string): string {
    return request('REGISTER', user).replace(
      /Via: (.*);rport\r\n/,
      `Via: SIP/2.0/UDP ${front.address};branch=z9hG4bKf${user}\r\n` +
        `Via: $1;received=${address};rport=40112\r\n`,
    );
  }

  beforeEach(async () => {
    proxy = await new RecordedProxy(undefined, { trustedProxies }).open();
  });

  it('the address of the phone has the rate, not that of the proxy', () => {
    for (let i = 0; i < 1_000; i += 1) proxy.fromPhone(forward(phone.address, '4001'), front);

    expect(proxy.fromPhone(forward(phone.address, '4001'), front)).toEqual([]);
    expect(proxy.fromPhone(forward('203.0.113.6', '4002'), front)).toHaveLength(1);
    expect(proxy.notices).toMatchObject([{ kind: 'rate-limited', source: phone.address }]);
  });

  it('a scanner is told by its own address', () => {
    const datagram = forward(phone.address, '100').replace('Phone 1.0', 'friendly-scanner');

    expect(proxy.fromPhone(datagram, front)).toEqual([]);
    expect(proxy.notices).toMatchObject([{ kind: 'scanner', source: phone.address }]);
  });

  it('the address of the phone is banned, not that of the proxy', () => {
    proxy.bans.ban(phone.address, proxy.now + 1_000, proxy.now);

    expect(proxy.fromPhone(forward(phone.address, '4001'), front)).toEqual([]);
    expect(proxy.fromPhone(forward('203.0.113.6', '4002'), front)).toHaveLength(1);
    expect(proxy.parts.counts.toJSON()).toEqual({ banned: 1 });
  });
});

it('a program of this machine has no rate', () => {
  for (let i = 0; i < 10_000; i += 1)
    proxy.fromPhone('\r\n\r\n', { ...phone, address: '127.0.0.2' });

  expect(proxy.parts.counts.toJSON()).toEqual({ 'keep-alive': 10_000 });
});

it('Asterisk has no rate', () => {
  for (let i = 0; i < 10_000; i += 1) proxy.fromAsterisk('nonsense');

  expect(proxy.parts.counts.toJSON()).toEqual({ 'no-start-line': 10_000 });
});

describe('a banned address', () => {
  it('gets no answer and reaches nobody until its time is over', () => {
    proxy.bans.ban(scanner.address, proxy.now + 1_000, proxy.now);

    expect(proxy.fromPhone(request('REGISTER', '4001'), scanner)).toEqual([]);
    expect(proxy.fromPhone(request('REGISTER', '4001'), phone)).toHaveLength(1);
    expect(proxy.parts.counts.toJSON()).toEqual({ banned: 1 });
    expect(proxy.notices).toMatchObject([{ kind: 'banned', source: scanner.address, count: 1 }]);
    proxy.pass(1_000);
    expect(proxy.fromPhone(request('REGISTER', '4001'), scanner)).toHaveLength(1);
  });
});

describe('a scanner', () => {
  it.each([
    ['asks whether anyone is there', request('OPTIONS', '100', 'friendly-scanner')],
    [
      'provokes a refusal',
      request('OPTIONS', '100', 'sipcli/v1.8').replace('Max-Forwards: 70', 'Max-Forwards: 0'),
    ],
    [
      'provokes a refusal by what cannot be read',
      request('REGISTER', '100', 'sundayddr').replace('CSeq: 1', 'CSeq: x'),
    ],
  ])('gets no answer when it %s', (_, datagram) => {
    expect(proxy.fromPhone(datagram, scanner)).toEqual([]);
  });

  it('is counted and told once, by its name and address', () => {
    for (let i = 0; i < 5; i += 1)
      proxy.fromPhone(request('REGISTER', '100', 'friendly-scanner'), scanner);

    expect(proxy.parts.counts.toJSON()).toEqual({ scanner: 5 });
    expect(proxy.notices).toEqual([
      {
        kind: 'scanner',
        source: scanner.address,
        time: proxy.now,
        count: 1,
        detail: 'friendly-scanner',
      },
    ]);
  });
});

it('datagrams of 15 kB are read a tenth as often as those of 1.5 kB', () => {
  const text = request('OPTIONS', '4001', 'x'.repeat(14_500));

  for (let i = 0; i < 1_000; i += 1) proxy.fromPhone(text);

  expect(proxy.parts.counts.get('rate-limited')).toBe(900);
});
