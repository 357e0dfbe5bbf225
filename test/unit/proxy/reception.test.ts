import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DropReason } from '../../../src/proxy/drop-counts.ts';
import { refusalTag } from '../../../src/proxy/local-answers.ts';
import { answerAsAsterisk } from '../../wire/asterisk-answer.ts';
import { asterisk, phone, RecordedProxy } from '../../wire/recorded-proxy.ts';
import { hostile, wellFormed } from '../sip/sip-fixtures.ts';
import { makeStun, readStun, readXorMapped } from '../stun/stun-text.ts';

let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
});

afterEach(() => {
  vi.useRealTimers();
});

function request(method: string, ...changes: readonly [string, string][]): string {
  const lines = [
    `${method} sip:pbx.example.com SIP/2.0`,
    'Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1;rport',
    'From: <sip:4001@pbx.example.com>;tag=1',
    'To: <sip:4001@pbx.example.com>',
    'Call-ID: call-1',
    `CSeq: 1 ${method}`,
    'Contact: <sip:4001@192.168.1.50:5060>',
    'Max-Forwards: 70',
    'User-Agent: Phone 1.0',
    'Expires: 300',
    'Content-Length: 0',
  ];
  let text = `${lines.join('\r\n')}\r\n\r\n`;
  for (const [old, fresh] of changes) text = text.replaceAll(old, fresh);
  return text;
}

describe('counts what goes nowhere, by reason', () => {
  it.each([
    ['nothing', '', 'keep-alive'],
    ['RFC 5626 §4.4: a keep-alive', '\r\n\r\n', 'keep-alive'],
    ['a datagram that is too large', `${request('OPTIONS')}${' '.repeat(16_384)}`, 'too-large'],
    ['text', 'hello\r\n', 'no-start-line'],
    [
      'a response that nobody asked for',
      request('OPTIONS', ['OPTIONS sip:pbx.example.com SIP/2.0', 'SIP/2.0 200 OK']),
      'foreign-response',
    ],
    [
      'an ACK without hops, which nobody answers',
      request('ACK', ['Max-Forwards: 70', 'Max-Forwards: 0']),
      'too-many-hops',
    ],
    ['an ACK with a bad CSeq', request('ACK', ['CSeq: 1 ACK', 'CSeq: 1 INVITE']), 'bad-cseq'],
  ] as const)('%s', (_, datagram, reason) => {
    expect(proxy.fromPhone(datagram)).toEqual([]);
    expect(proxy.parts.counts.toJSON()).toEqual({ [reason]: 1 });
    expect(proxy.errors).toEqual([]);
  });

  it('a datagram from port 0, to which nothing can be sent', () => {
    expect(proxy.fromPhone(request('REGISTER'), { ...phone, port: 0 })).toEqual([]);
    expect(proxy.parts.counts.toJSON()).toEqual({ 'no-source-port': 1 });
  });

  it('a REGISTER with more Contacts than any phone has, answered 400', () => {
    const contacts = `${'<sip:4001@192.168.1.50>, '.repeat(10)}<sip:4001@192.168.1.50>`;
    const [answer] = proxy.fromPhone(
      request('REGISTER', ['Contact: <sip:4001@192.168.1.50:5060>', `Contact: ${contacts}`]),
    );

    expect(answer?.text).toMatch(/^SIP\/2\.0 400 /);
    expect(proxy.parts.counts.toJSON()).toEqual({ 'too-many-contacts': 1 });
  });

  it.each([
    ['our own device side', { address: '192.0.2.2', port: 5070 }],
    ['our own Asterisk side', { address: '198.51.100.10', port: 5062 }],
  ])('a packet from %s', (_, source) => {
    expect(proxy.fromPhone(request('OPTIONS'), source)).toEqual([]);
    expect(proxy.parts.counts.get('own-packet')).toBe(1);
  });

  it('an address-of-record that is none is answered 400', () => {
    const [sent] = proxy.fromPhone(
      request('REGISTER', ['To: <sip:4001@pbx.example.com>', 'To: <tel:+1>']),
    );

    expect(sent?.text).toMatch(/^SIP\/2\.0 400 /);
    expect(proxy.parts.counts.get('bad-uri')).toBe(1);
  });

  it.each([
    ['bad-uri', 'Contact: <sip:>'],
    ['bad-name-addr', 'Contact: <sip:4001@192.168.1.50'],
    ['bad-name-addr', 'Contact: *, <sip:4001@192.168.1.50>'],
  ] as const)(
    'RFC 3261 §10.3: a REGISTER with %s is answered 400: %s',
    (reason: DropReason, line) => {
      const [sent] = proxy.fromPhone(
        request('REGISTER', ['Contact: <sip:4001@192.168.1.50:5060>', line]),
      );

      expect(sent?.text).toMatch(/^SIP\/2\.0 400 /);
      expect(proxy.parts.counts.get(reason)).toBe(1);
    },
  );
});

describe('STUN', () => {
  it('is answered on the device side, and counted', () => {
    const [answer] = proxy.fromPhone(makeStun(1));

    const { attributes } = readStun(Buffer.from(answer?.text ?? '', 'latin1'));
    expect(answer).toMatchObject({ from: '192.0.2.2:5060', to: '203.0.113.5:40112' });
    expect(readXorMapped(attributes[0]?.[1] ?? Buffer.alloc(8))).toBe('203.0.113.5:40112');
    expect(proxy.parts.counts.toJSON()).toEqual({ stun: 1 });
  });

  it('is counted and not answered on the side of Asterisk', () => {
    expect(proxy.fromAsterisk(makeStun(1))).toEqual([]);
    expect(proxy.parts.counts.toJSON()).toEqual({ stun: 1 });
  });

  it('that is no binding request is counted and not answered', () => {
    expect(proxy.fromPhone(makeStun(0x0011))).toEqual([]);
    expect(proxy.parts.counts.toJSON()).toEqual({ stun: 1 });
  });
});

it('RFC 3261 §17.1.1.3: swallows the ACK to its own refusal, and relays any other', () => {
  const tag = refusalTag(proxy.parts.hash, 'call-1');
  const own = request('ACK', [
    'To: <sip:4001@pbx.example.com>',
    `To: <sip:4001@pbx.example.com>;tag=${tag}`,
  ]);

  expect(proxy.fromPhone(own)).toEqual([]);
  expect(proxy.parts.counts.get('own-ack')).toBe(1);
  expect(proxy.fromPhone(own.replace(tag, 'another'))).toHaveLength(1);
});

describe('RFC 3261 §16.11: CANCEL and the ACK to a refusal get the branch of their INVITE', () => {
  it.each(['CANCEL', 'ACK'])('%s', (method) => {
    const branch = (datagram: string) =>
      /branch=(z9hG4bKr[0-9a-f]{16})/.exec(proxy.fromPhone(datagram)[0]?.text ?? '')?.[1];
    const invite = branch(request('INVITE'));

    expect(invite).toBeDefined();
    expect(branch(request(method))).toBe(invite);
    const to = 'To: <sip:4001@pbx.example.com>';
    expect(branch(request(method, [to, `${to};tag=2`]))).toBe(invite);
    expect(branch(request(method, ['CSeq: 1', 'CSeq: 2']))).not.toBe(invite);
    expect(branch(request(method, ['z9hG4bK1', 'z9hG4bK2']))).not.toBe(invite);
    expect(branch(request(method, ['call-1', 'call-2']))).not.toBe(invite);
  });
});

describe('believes no answer on the Asterisk side', () => {
  it('from a stranger', () => {
    const [sent] = proxy.fromPhone(request('REGISTER'));
    const answer = answerAsAsterisk(sent?.text ?? '', '200 OK');

    expect(proxy.fromAsterisk(answer, { address: '192.0.2.66', port: 5060 })).toEqual([]);
    expect(proxy.fromAsterisk(answer, { ...asterisk, port: 5061 })).toEqual([]);
    expect(proxy.parts.counts.get('stranger-on-asterisk-side')).toBe(2);
  });

  it('whose Via another wrote, or that is about another address-of-record', () => {
    const [sent] = proxy.fromPhone(request('REGISTER'));
    const answer = answerAsAsterisk(sent?.text ?? '', '401 Unauthorized').toString('latin1');

    proxy.fromAsterisk(answer.replace('~40112~', '~40113~'));
    proxy.fromAsterisk(answer.replace(/fe=[^;\r]*/, 'fe='));

    expect(proxy.sent).toEqual([]);
    expect(proxy.parts.counts.get('forged-via')).toBe(2);
  });
});

describe('two sites with the same plan of addresses', () => {
  const secondSite = { address: '198.51.100.77', port: 30000 };
  const fromSecondSite = request('REGISTER', ['call-1', 'call-2'], ['z9hG4bK1', 'z9hG4bK2']);
  const challenge = 'WWW-Authenticate: Digest realm="asterisk",nonce="n1",algorithm=MD5';
  const digest = `Authorization: Digest username="4001",nonce="n1",response="${'0a'.repeat(16)}"\r\n`;

  /** Registers with credentials that answer a challenge, from one place. */
  async function register(text: string, source: typeof phone, response: string): Promise<string> {
    const [asked] = proxy.fromPhone(text.replace('CSeq: 1', 'CSeq: 0'), source);
    proxy.fromAsterisk(answerAsAsterisk(asked?.text ?? '', '401 Unauthorized', challenge));
    proxy.fromPhone(text.replace('Expires', `${digest.replaceAll('0a', response)}Expires`), source);
    await proxy.settle();
    return /;fe=([0-9a-f]{16})>/.exec(proxy.sent.at(-1)?.text ?? '')?.[1] ?? '';
  }

  async function grant(relayed: string): Promise<void> {
    const contact = /\r\nContact: (<[^>]+>)/.exec(relayed)?.[1];
    proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', `Contact: ${contact};expires=300`));
    await proxy.settle();
  }

  beforeEach(async () => {
    await register(request('REGISTER'), phone, '0a');
    await grant(proxy.sent.at(-1)?.text ?? '');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await register(fromSecondSite, secondSite, '0b');
    vi.advanceTimersByTime(0);
  });

  const pings = () => proxy.sent.filter(({ text }) => text.startsWith('OPTIONS '));
  const registers = () => proxy.sent.filter(({ text }) => text.startsWith('REGISTER '));

  it('waits for the phone that is there: a ping goes by its flow', () => {
    expect(pings()).toHaveLength(1);
    expect(pings()[0]).toMatchObject({ from: '192.0.2.2:5060', to: '203.0.113.5:40112' });
    expect(registers().filter(({ text }) => text.includes('Authorization'))).toEqual([]);
  });

  it('makes a second device when that one answers', async () => {
    const ping = pings()[0]?.text ?? '';
    const answer = `SIP/2.0 200 OK\r\n${ping.slice(ping.indexOf('Via:'))}`;

    proxy.fromPhone(answer);
    const sent = await proxy.settle();

    const [first] = [...proxy.parts.bindings.all()];
    expect(sent).toHaveLength(1);
    expect(sent[0]?.text).toContain('Authorization');
    expect(sent[0]?.text).not.toContain(first?.token);
    expect(proxy.parts.counts.get('ping-answer')).toBe(1);
  });

  it('is the same device, moved, when that one stays silent', async () => {
    vi.advanceTimersByTime(2_000);
    const sent = await proxy.settle();

    const [first] = [...proxy.parts.bindings.all()];
    expect(sent.at(-1)?.text).toContain(first?.token);
    await grant(sent.at(-1)?.text ?? '');
    expect(first?.flow.remote).toEqual(secondSite);
    expect(proxy.observations.at(-1)?.binding).toBe('moved');
  });

  it('holds a retransmission of the waiting REGISTER back', () => {
    proxy.fromPhone(
      fromSecondSite.replace('Expires', `${digest.replaceAll('0a', '0b')}Expires`),
      secondSite,
    );

    expect(proxy.sent).toEqual([]);
    expect(proxy.parts.counts.get('held-retransmission')).toBe(1);
  });

  it('believes no answer to the ping from elsewhere', async () => {
    const ping = pings()[0]?.text ?? '';
    const answer = `SIP/2.0 200 OK\r\n${ping.slice(ping.indexOf('Via:'))}`;

    proxy.fromPhone(answer, secondSite);

    expect(await proxy.settle()).toEqual([]);
    expect(proxy.parts.counts.get('response-from-elsewhere')).toBe(1);
  });
});

it('observes each exchange once, with what both sides said', async () => {
  const [first] = proxy.fromPhone(request('REGISTER'));
  proxy.fromPhone(request('REGISTER'));
  const contact = /\r\nContact: (<[^>]+>)/.exec(first?.text ?? '')?.[1];
  const answer = answerAsAsterisk(first?.text ?? '', '200 OK', `Contact: ${contact};expires=60`);

  proxy.fromAsterisk(answerAsAsterisk(first?.text ?? '', '100 Trying'));
  proxy.fromAsterisk(answer);
  await proxy.settle();

  expect(proxy.observations).toHaveLength(1);
  expect(proxy.observations[0]).toMatchObject({
    producer: 'proxy',
    side: 'device',
    source: '203.0.113.5:40112',
    localSocket: '192.0.2.2:5060',
    method: 'REGISTER',
    statusCode: 200,
    callId: 'call-1',
    cSeq: 1,
    aor: '4001@pbx.example.com',
    username: undefined,
    nonce: undefined,
    topVia: 'SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1;rport',
    rportOffered: true,
    contact: '<sip:4001@192.168.1.50:5060>',
    userAgent: 'Phone 1.0',
    retransmissions: 1,
    binding: 'created',
    credentials: 'none',
  });
  expect(proxy.observations[0]?.natTests).toEqual([
    'private-contact',
    'diff-ip-src-via',
    'private-via',
    'diff-port-src-via',
    'diff-ip-src-contact',
    'diff-port-src-contact',
  ]);
});

describe('is not shaken by any datagram', () => {
  it('hostile fixtures: sends nothing but short answers to where they came from', () => {
    for (const { bytes } of hostile) {
      for (const { to, text } of proxy.fromPhone(bytes)) {
        if (to === '198.51.100.20:5060') continue;
        expect(to).toBe('203.0.113.5:40112');
        expect(text.length).toBeLessThanOrEqual(bytes.length * 1.1);
      }
      proxy.fromAsterisk(bytes);
    }
    expect(proxy.errors).toEqual([]);
    expect(proxy.parts.counts.get('internal-error')).toBe(0);
  });

  it('fixtures with bytes changed: throws never', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...wellFormed),
        fc.array(fc.tuple(fc.nat(1_500), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
        fc.boolean(),
        ({ bytes }, changes, isPhone) => {
          const datagram = Buffer.from(bytes);
          for (const [at, byte] of changes) datagram[at % datagram.length] = byte;
          if (isPhone) proxy.fromPhone(datagram);
          else proxy.fromAsterisk(datagram);
          proxy.pass(100);
          expect(proxy.errors).toEqual([]);
        },
      ),
      { seed: 3261, numRuns: 1_000 },
    );
  });
});
