// Calls as somebody beside the path sees them: on which leg, by which agent, and whose they are.

import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CapturedAddress, CapturedMessage } from '../../../src/capture/captured-message.ts';
import { MessageFollower } from '../../../src/capture/message-follower.ts';
import { createNetworkSet } from '../../../src/nat/networks.ts';
import type { DialogObservation } from '../../../src/observation/dialog-observation.ts';
import { asterisk, capture, formatRegister, START_MS } from './register-text.ts';

const phone = { address: '203.0.113.1', port: 16_880 };
const proxy = { address: '203.0.113.20', port: 5_060 };
const provider = { address: '198.51.100.7', port: 5_060 };
/** At the address of Asterisk. */
const farend = { address: asterisk.address, port: 5_062 };
const PHONE_VIA = 'SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bKphone';
const ASTERISK_VIA = 'SIP/2.0/UDP 203.0.113.10:5080;branch=z9hG4bKasterisk';
const PROXY_VIA = 'SIP/2.0/UDP 203.0.113.20;branch=z9hG4bKproxy';
const FAREND_VIA = 'SIP/2.0/UDP 203.0.113.10:5062;branch=z9hG4bKr0123456789abcdef;fe=x';

interface Text {
  readonly at?: number;
  readonly vias?: readonly string[];
  readonly cSeq?: number;
  readonly method?: string;
  readonly toTag?: string;
  readonly headers?: readonly string[];
  readonly agent?: string;
}

function seen(
  source: CapturedAddress,
  destination: CapturedAddress,
  what: string | number,
  text: Text = {},
): CapturedMessage {
  const { at = 0, vias = [PHONE_VIA], cSeq = 1, headers = [], agent = 'asterisk' } = text;
  const method = typeof what === 'number' ? (text.method ?? 'INVITE') : what;
  const startLine =
    typeof what === 'number' ? `SIP/2.0 ${what} Whatever` : `${what} sip:4002@a.example SIP/2.0`;
  const lines = [
    startLine,
    ...vias.map((via) => `Via: ${via}`),
    'From: <sip:4001@pbx.example.com>;tag=1',
    `To: <sip:4002@pbx.example.com>${text.toTag === undefined ? '' : `;tag=${text.toTag}`}`,
    'Call-ID: call-7',
    `CSeq: ${cSeq} ${method}`,
    ...headers,
    'Content-Length: 0',
  ];
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return { time: START_MS + at, source, destination, agent, bytes };
}

/** A call of a phone to Asterisk that lasts a minute, on one leg. */
function callOn(
  near: CapturedAddress,
  far: CapturedAddress,
  vias: readonly string[],
  agent = 'asterisk',
): CapturedMessage[] {
  return [
    seen(near, far, 'INVITE', { vias, agent }),
    seen(far, near, 100, { vias, agent }),
    seen(far, near, 200, { vias, agent, toTag: '2' }),
    seen(near, far, 'ACK', { vias, agent, toTag: '2' }),
    seen(near, far, 'BYE', { vias, agent, at: 60_000, cSeq: 2, toTag: '2' }),
    seen(far, near, 200, { vias, agent, at: 60_000, cSeq: 2, toTag: '2', method: 'BYE' }),
  ];
}

function follow(messages: readonly CapturedMessage[], trunks: readonly string[] = []) {
  const told: DialogObservation[] = [];
  const left: string[] = [];
  const nobody = createNetworkSet([]);
  const follower = new MessageFollower(
    {
      producer: 'hep',
      asterisks: [asterisk],
      localNetworks: nobody,
      trustedProxies: nobody,
      trunks: createNetworkSet(trunks),
    },
    {
      onObservation: () => undefined,
      onDialog: (observation) => told.push(observation),
      onLeftOut: (why) => left.push(why),
    },
  );
  let clock = START_MS;
  for (const message of messages) {
    for (; clock < message.time; clock += 500) follower.passTime(clock);
    follower.take(message);
  }
  for (const end = clock + 60_000; clock < end; clock += 500) follower.passTime(clock);
  return { told, left };
}

const registerAtProxy = seen(phone, proxy, 'REGISTER', { agent: 'proxy' });

describe('a call', () => {
  it('of a phone straight at Asterisk is told, by the name under which it registered', () => {
    const register = capture(formatRegister({ headers: ['User-Agent: Phone 1.0'] }));

    const { told, left } = follow([register, ...callOn(phone, asterisk, [PHONE_VIA])]);

    expect(left).toEqual([]);
    expect(told).toEqual([
      {
        kind: 'ended',
        time: START_MS + 60_000,
        producer: 'hep',
        source: '203.0.113.1:16880',
        localSocket: '203.0.113.10:5080',
        aor: '4001@pbx.example.com',
        device: undefined,
        callId: 'call-7',
        userAgent: 'Phone 1.0',
        lengthMs: 60_000,
        endedBy: 'phone',
      },
    ]);
  });

  it('of a phone that did not register is told by its From', () => {
    expect(follow(callOn(phone, asterisk, [PHONE_VIA])).told).toMatchObject([
      { kind: 'ended', aor: '4001@pbx.example.com' },
    ]);
  });

  it('is told once where two agents show the same packets', () => {
    const once = callOn(phone, asterisk, [PHONE_VIA]);
    const twice = once.flatMap((message) => [message, { ...message, agent: 'tap' }]);

    const { told, left } = follow(twice);

    expect(told).toMatchObject([{ kind: 'ended', lengthMs: 60_000 }]);
    expect(left).toEqual(once.map(() => 'other-leg'));
  });

  it('behind a proxy that shows the leg to the phone is told there', () => {
    const outer = callOn(phone, proxy, [PHONE_VIA], 'proxy');
    const inner = callOn(proxy, asterisk, [PROXY_VIA, PHONE_VIA]);

    const { told } = follow([
      registerAtProxy,
      ...outer.flatMap((message, n) => [message, inner[n] ?? message]),
    ]);

    expect(told).toMatchObject([
      { kind: 'ended', source: '203.0.113.1:16880', localSocket: '203.0.113.20:5060' },
    ]);
  });

  it('of Asterisk to such a phone is told there, too', () => {
    const outer = callOn(proxy, phone, [PROXY_VIA, ASTERISK_VIA], 'proxy');
    const inner = callOn(asterisk, proxy, [ASTERISK_VIA]);

    const { told } = follow([registerAtProxy, ...inner.slice(0, 1), ...outer, ...inner.slice(1)]);

    expect(told).toMatchObject([
      { kind: 'ended', source: '203.0.113.1:16880', endedBy: 'asterisk' },
    ]);
  });

  it('behind a proxy on the machine of Asterisk is told once, too', () => {
    const beside = { address: asterisk.address, port: 5_060 };
    const register = seen(phone, beside, 'REGISTER');
    const outer = callOn(phone, beside, [PHONE_VIA]);
    const inner = callOn(beside, asterisk, [PROXY_VIA, PHONE_VIA]);

    const { told } = follow([
      register,
      ...outer.flatMap((message, n) => [message, inner[n] ?? message]),
    ]);

    expect(told).toMatchObject([{ kind: 'ended', source: '203.0.113.1:16880' }]);
  });

  it('behind a proxy that shows nothing is told at the proxy', () => {
    const inner = callOn(proxy, asterisk, [PROXY_VIA, PHONE_VIA]);

    expect(follow(inner).told).toMatchObject([{ kind: 'ended', source: '203.0.113.20:5060' }]);
  });

  it('through a farend that tells of it by itself is left to it, in both directions', () => {
    const out = callOn(farend, asterisk, [FAREND_VIA, PHONE_VIA]);
    const back = callOn(asterisk, farend, [ASTERISK_VIA]);

    const { told, left } = follow([...out, ...back]);

    expect(told).toEqual([]);
    expect(left).toHaveLength(out.length + back.length);
  });

  it('between two Asterisks is no phone’s', () => {
    expect(follow(callOn(asterisk, asterisk, [ASTERISK_VIA])).told).toEqual([]);
  });
});

it('a caller of a trunk is nobody of ours', () => {
  const refused = [
    seen(provider, asterisk, 'INVITE'),
    seen(asterisk, provider, 401, { headers: ['WWW-Authenticate: Digest nonce="n"'] }),
    seen(provider, asterisk, 'ACK'),
  ];

  expect(follow(refused, ['198.51.100.0/24']).told).toMatchObject([
    { kind: 'refused', isTrunk: true, source: '198.51.100.7:5060', aor: '' },
  ]);
});

it('a wrong password is told with what it was tried for, and never itself', () => {
  const response = '0123456789abcdef0123456789abcdef';
  const authorization = `Authorization: Digest username="4001", realm="a", nonce="n1", uri="sip:a", response="${response}"`;
  const refused = [
    seen(phone, asterisk, 'INVITE', { headers: [authorization] }),
    seen(asterisk, phone, 401, { headers: ['WWW-Authenticate: Digest nonce="n2"'] }),
  ];

  const { told } = follow(refused);

  expect(told).toMatchObject([{ kind: 'refused', username: '4001', nonce: 'n1' }]);
  expect(JSON.stringify(told)).not.toContain(response);
});

it('takes or leaves any mutation of a call, and never throws', () => {
  const call = callOn(phone, asterisk, [PHONE_VIA]);
  const change = fc.record({
    which: fc.nat(call.length - 1),
    at: fc.nat(400),
    byte: fc.nat(255),
    cut: fc.nat(40),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      const messages = call.map((message, n) => {
        const bytes = Buffer.from(message.bytes);
        for (const { which, at, byte } of changes) if (which === n) bytes[at] = byte;
        const cut = changes.find(({ which }) => which === n)?.cut ?? 0;
        return { ...message, bytes: bytes.subarray(0, bytes.length - (cut > 20 ? cut : 0)) };
      });
      expect(follow(messages).told.length).toBeLessThan(20);
    }),
    { numRuns: 200 },
  );
});
