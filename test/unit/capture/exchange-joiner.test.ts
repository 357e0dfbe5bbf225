import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JoinerOptions } from '../../../src/capture/exchange-joiner.ts';
import { MessageFollower } from '../../../src/capture/message-follower.ts';
import { createNetworkSet } from '../../../src/nat/networks.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import {
  asterisk,
  atProxy,
  capture,
  formatAnswer,
  formatRegister,
  fromProxy,
  fromProxyToPhone,
  innerVias,
  START_MS,
  toProxy,
} from './register-text.ts';

interface Scene {
  readonly joiner: MessageFollower;
  readonly told: SipObservation[];
  readonly left: string[];
}

function createScene(options: Partial<JoinerOptions> = {}): Scene {
  const told: SipObservation[] = [];
  const left: string[] = [];
  const nobody = createNetworkSet([]);
  const joiner = new MessageFollower(
    {
      producer: 'hep',
      asterisks: [asterisk],
      localNetworks: nobody,
      trustedProxies: nobody,
      ...options,
    },
    {
      onObservation: (observation) => told.push(observation),
      onDialog: () => expect.fail('no dialog was shown'),
      onLeftOut: (why) => left.push(why),
    },
  );
  return { joiner, told, left };
}

/** What one REGISTER and its answer lead to. */
function join(request: Buffer, answer: Buffer): SipObservation {
  const { joiner, told } = createScene();
  joiner.take(capture(request));
  joiner.take(capture(answer));
  expect(told).toHaveLength(1);
  return told[0] as SipObservation;
}

describe('the answer is told', () => {
  const challenge = 'WWW-Authenticate: Digest realm="pbx",nonce="17/abc",algorithm=SHA-256';

  it('with where it went, the rport in its Via and what it asks for', () => {
    const vias = ['SIP/2.0/UDP 192.168.1.50:5060;rport=5060;branch=z9hG4bKphone'];
    const answer = capture(formatAnswer(401, { vias, headers: [challenge] }), {
      destination: { address: '203.0.113.1', port: 5060 },
    });
    const { joiner, told } = createScene();

    joiner.take(capture(formatRegister()));
    joiner.take(answer);

    expect(told[0]?.answer).toEqual({
      sentTo: '203.0.113.1:5060',
      hasRport: true,
      challenges: [{ realm: 'pbx', algorithm: 'SHA-256' }],
    });
  });

  it('as it was on the leg that is nearest to the phone, or not at all', () => {
    const { joiner, told } = createScene();
    const behind = createScene({ trustedProxies: createNetworkSet(['203.0.113.20']) });

    joiner.take(capture(formatRegister(), atProxy));
    joiner.take(capture(formatRegister(innerVias), fromProxy));
    joiner.take(capture(formatAnswer(401, innerVias), toProxy));
    joiner.take(capture(formatAnswer(401), fromProxyToPhone));
    behind.joiner.take(capture(formatRegister(innerVias), fromProxy));
    behind.joiner.take(capture(formatAnswer(401, innerVias), toProxy));
    behind.joiner.passTime(START_MS + 2_000);

    expect(told.map(({ answer }) => answer?.sentTo)).toEqual(['203.0.113.1:16880']);
    expect(behind.told.map(({ source, answer }) => [source, answer])).toEqual([
      ['203.0.113.1:16880', undefined],
    ]);
  });
});

describe('a phone straight at Asterisk', () => {
  it('is told with all that its REGISTER and the answer say', () => {
    const authorization =
      'Authorization: Digest username="4001", realm="asterisk", nonce="17/abc", uri="sip:pbx.example.com", response="0123456789abcdef0123456789abcdef"';
    const headers = [authorization, 'User-Agent: Phone 1.0'];

    const observation = join(formatRegister({ headers, cSeq: 2 }), formatAnswer(200, { cSeq: 2 }));

    expect(observation).toEqual({
      time: START_MS,
      producer: 'hep',
      side: 'device',
      source: '203.0.113.1:16880',
      localSocket: '203.0.113.10:5080',
      transport: 'udp',
      method: 'REGISTER',
      statusCode: 200,
      callId: 'call-1@192.168.1.50',
      cSeq: 2,
      aor: '4001@pbx.example.com',
      username: '4001',
      nonce: '17/abc',
      topVia: 'SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bKphone',
      rportOffered: false,
      isExempt: false,
      contact: '<sip:4001@192.168.1.50:5060>',
      userAgent: 'Phone 1.0',
      natTests: [
        'private-contact',
        'diff-ip-src-via',
        'private-via',
        'diff-port-src-via',
        'diff-ip-src-contact',
        'diff-port-src-contact',
        'no-rport',
      ],
      size: expect.any(Number),
      retransmissions: 0,
      device: undefined,
      expires: 300,
      binding: undefined,
      credentials: 'passed',
      digest: { realm: 'asterisk', algorithm: '' },
      responseTag: undefined,
      answer: { sentTo: '203.0.113.1:16880', hasRport: false, challenges: [] },
    });
    expect(JSON.stringify(observation)).not.toContain('0123456789abcdef');
  });

  it('is told once for each answered request, provisional answers aside', () => {
    const { joiner, told } = createScene();

    joiner.take(capture(formatRegister()));
    joiner.take(capture(formatAnswer(100)));
    joiner.take(capture(formatAnswer(401)));
    joiner.take(capture(formatAnswer(401)));

    expect(told.map(({ statusCode }) => statusCode)).toEqual([401]);
  });

  it('is told again, with a higher count, when it sends again what was answered', () => {
    const { joiner, told } = createScene();

    for (let again = 0; again < 3; again += 1) {
      joiner.take(capture(formatRegister(), { time: START_MS + again * 500 }));
      joiner.take(capture(formatAnswer(401), { time: START_MS + again * 500 }));
    }

    expect(told.map(({ retransmissions }) => retransmissions)).toEqual([0, 1, 2]);
  });

  it('is no retransmission when a second agent shows the same packet', () => {
    const { joiner, told } = createScene();

    for (const agent of ['asterisk', 'tap']) joiner.take(capture(formatRegister(), { agent }));
    for (const agent of ['asterisk', 'tap']) joiner.take(capture(formatAnswer(200), { agent }));
    joiner.take(capture(formatRegister(), { agent: 'tap' }));
    joiner.take(capture(formatAnswer(200), { agent: 'tap' }));

    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ statusCode: 200, retransmissions: 0 });
  });

  it('RFC 3261 §17.1.2.2: is unanswered 32 s after it came first, not sooner', () => {
    const { joiner, told } = createScene();
    joiner.take(capture(formatRegister()));
    joiner.take(capture(formatRegister(), { time: START_MS + 4_000 }));

    joiner.passTime(START_MS + 32_000);
    const early = told.length;
    joiner.passTime(START_MS + 32_001);

    expect(early).toBe(0);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ statusCode: 0, retransmissions: 1, time: START_MS + 4_000 });
  });

  it.each([
    [
      'its own Contact among others',
      ['<sip:4001@198.51.100.1>;expires=9', '<sip:4001@192.168.1.50>;expires=59'],
      [],
      59,
    ],
    [
      'the header, where the Contact has none',
      ['<sip:4001@192.168.1.50:5060>'],
      ['Expires: 77'],
      77,
    ],
    [
      'the only Contact, which a proxy rewrote',
      ['<sip:4001@203.0.113.1:16880>;expires=44'],
      [],
      44,
    ],
  ])('is granted what stands beside %s', (_, contacts, headers, expires) => {
    const observation = join(formatRegister(), formatAnswer(200, { contacts, headers }));

    expect(observation).toMatchObject({ expires, binding: undefined });
  });

  const own = '<sip:4001@192.168.1.50:5060>';
  const old = '<sip:4001@192.168.1.50:5062>';
  it.each([
    ['it asks for 0 s in its Contact', { contacts: [`${own};expires=0`] }, [], 'removed'],
    ['it asks for 0 s in the header', { contacts: [own], headers: ['Expires: 0'] }, [], 'removed'],
    ['it takes all back', { contacts: ['*'], headers: ['Expires: 0'] }, [], 'removed'],
    ['others stay', { contacts: [`${own};expires=0`] }, [`${old};expires=9`], 'removed'],
    ['the 2xx has no Contact left', { contacts: [own] }, [], 'removed'],
    [
      'it names its old Contact too',
      { contacts: [own, `${old};expires=0`] },
      [`${own};expires=9`],
      undefined,
    ],
    ['it only asks', { contacts: [] }, [`${own};expires=9`], undefined],
  ])('keeps or loses its binding: %s', (_, request, contacts, binding) => {
    const observation = join(formatRegister(request), formatAnswer(200, { contacts }));

    expect(observation.binding).toBe(binding);
  });
});

describe('a phone behind a proxy', () => {
  it('is told once, by the leg of one Via', () => {
    const { joiner, told, left } = createScene();

    joiner.take(capture(formatRegister(), atProxy));
    joiner.take(capture(formatRegister(innerVias), fromProxy));
    joiner.take(capture(formatAnswer(200, innerVias), toProxy));
    joiner.take(capture(formatAnswer(200), fromProxyToPhone));
    joiner.passTime(START_MS + 40_000);

    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      source: '203.0.113.1:16880',
      localSocket: '203.0.113.20:5060',
      rportOffered: false,
    });
    expect(left).toEqual([]);
  });

  it('is told by its own leg also when that is seen last', () => {
    const { joiner, told } = createScene();

    joiner.take(capture(formatRegister(innerVias), fromProxy));
    joiner.take(capture(formatAnswer(200, innerVias), toProxy));
    joiner.take(capture(formatRegister(), atProxy));
    joiner.passTime(START_MS + 1_000);

    expect(told.map(({ source }) => source)).toEqual(['203.0.113.1:16880']);
    expect(told[0]).toMatchObject({ statusCode: 200, expires: 300, retransmissions: 0 });
  });

  it('is told a second later when nobody shows its own leg', () => {
    const { joiner, told } = createScene();
    joiner.take(capture(formatRegister(innerVias), fromProxy));
    joiner.take(capture(formatAnswer(403, innerVias), toProxy));

    joiner.passTime(START_MS + 999);
    const early = told.length;
    joiner.passTime(START_MS + 1_000);

    expect(early).toBe(0);
    expect(told).toMatchObject([{ source: '203.0.113.20:5060', statusCode: 403 }]);
  });

  it('is where a trusted proxy says, when nobody shows its own leg', () => {
    const { joiner, told } = createScene({ trustedProxies: createNetworkSet(['203.0.113.20']) });

    joiner.take(capture(formatRegister(innerVias), fromProxy));
    joiner.take(capture(formatAnswer(200, innerVias), toProxy));
    joiner.passTime(START_MS + 1_000);

    expect(told).toMatchObject([{ source: '203.0.113.1:16880' }]);
  });

  it('says of retransmissions what its own leg shows', () => {
    const { joiner, told } = createScene();

    joiner.take(capture(formatRegister(), atProxy));
    joiner.take(capture(formatRegister(innerVias), fromProxy));
    joiner.take(capture(formatRegister(innerVias), fromProxy));
    joiner.take(capture(formatRegister(), atProxy));
    joiner.take(capture(formatAnswer(200), fromProxyToPhone));

    expect(told).toMatchObject([{ retransmissions: 1 }]);
  });
});

describe('what is left out, and what is not:', () => {
  const farendVia =
    'SIP/2.0/UDP 203.0.113.10:5062;branch=z9hG4bKr0123456789abcdef;rport;fe=1~a~b~5060~0123456789abcdef';
  const throughFarend = { vias: [farendVia, 'SIP/2.0/UDP 192.168.1.50;branch=z9hG4bKphone'] };

  it('a leg between a farend and Asterisk, and with it all of the exchange', () => {
    const { joiner, told, left } = createScene();

    joiner.take(capture(formatRegister(), atProxy));
    joiner.take(capture(formatRegister(throughFarend), fromProxy));
    joiner.take(capture(formatAnswer(200, throughFarend), toProxy));
    joiner.take(capture(formatAnswer(200), fromProxyToPhone));
    joiner.take(capture(formatRegister(), atProxy));
    joiner.passTime(START_MS + 60_000);

    expect(told).toEqual([]);
    expect(left).toEqual(['through-farend']);
  });

  it('not what a proxy on the machine of Asterisk relays', () => {
    const { joiner, told } = createScene();
    const source = { ...asterisk, port: 5_060 };

    joiner.take(capture(formatRegister(innerVias), { source }));
    joiner.take(capture(formatAnswer(200, innerVias), { destination: source }));
    joiner.passTime(START_MS + 1_000);

    expect(told).toHaveLength(1);
  });

  it.each([
    ['its own port', asterisk],
    ['the port of another transport', { ...asterisk, port: 5_090 }],
  ])('what Asterisk registers elsewhere from %s, through a proxy too', (_, source) => {
    const { joiner, told, left } = createScene();

    joiner.take(capture(formatRegister(), { source }));
    joiner.take(capture(formatRegister(innerVias), fromProxy));
    joiner.take(capture(formatAnswer(200, innerVias), toProxy));
    joiner.take(capture(formatAnswer(200)));
    joiner.passTime(START_MS + 60_000);

    expect(told).toEqual([]);
    expect(left).toEqual(['from-asterisk']);
  });

  it.each([
    ['no SIP', Buffer.from('\x80\x00rtp'), 'malformed-sip'],
    ['a To of another scheme', formatRegister({ to: '<tel:4001>' }), 'malformed-sip'],
    ['an answer that nobody asked for', formatAnswer(200), 'no-request'],
    [
      'a REGISTER of 9000 bytes',
      formatRegister({ headers: [`X: ${'x'.repeat(9_000)}`] }),
      'too-large',
    ],
  ])('%s, and it is counted', (_, bytes, why) => {
    const { joiner, told, left } = createScene();

    joiner.take(capture(bytes));
    joiner.passTime(START_MS + 60_000);

    expect(told).toEqual([]);
    expect(left).toEqual([why]);
  });

  it('the oldest exchanges, where there is no room for all', () => {
    const { joiner, told, left } = createScene();
    const headers = [`X: ${'x'.repeat(8_192 - 400)}`];

    for (let n = 0; n < 4_400; n += 1)
      joiner.take(capture(formatRegister({ callId: `call-${n}`, headers })));
    joiner.passTime(START_MS + 60_000);

    expect(left.length).toBeGreaterThan(100);
    expect(new Set(left)).toEqual(new Set(['forgotten']));
    expect(told.length + left.length).toBe(4_400);
    expect(told.at(-1)?.callId).toBe('call-4399');
  });
});

it('takes or leaves any mutation of a message, and never throws', () => {
  const messages = [
    formatRegister(innerVias),
    formatRegister(),
    formatAnswer(200, innerVias),
    formatAnswer(200),
  ];
  const mutation = fc.record({
    message: fc.nat(3),
    at: fc.nat(),
    byte: fc.nat(255),
    cut: fc.nat(1_000),
  });

  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 12 }), (mutations) => {
      const { joiner } = createScene();
      for (const { message, at, byte, cut } of mutations) {
        const bytes = Buffer.from(messages[message] as Buffer);
        bytes[at % bytes.length] = byte;
        joiner.take(capture(cut < 900 ? bytes : bytes.subarray(0, at % bytes.length)));
      }
      joiner.passTime(START_MS + 60_000);
    }),
    { numRuns: 1_000 },
  );
});

it("tells a phone's UTF-8 as text, and no password of its Contact", () => {
  const userAgent = Buffer.from('Büro 東').toString('latin1');
  const contacts = ['<sip:4001:geheim@192.168.1.50:5060>'];

  const observation = join(
    formatRegister({ contacts, headers: [`User-Agent: ${userAgent}`] }),
    formatAnswer(200, { contacts: [`${contacts[0]};expires=300`] }),
  );

  expect(observation).toMatchObject({
    userAgent: 'Büro 東',
    contact: '<sip:4001@192.168.1.50:5060>',
    expires: 300,
  });
});
