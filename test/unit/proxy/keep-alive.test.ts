import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import { createNetworkSet } from '../../../src/nat/networks.ts';
import type { Binding } from '../../../src/proxy/binding.ts';
import { Bindings } from '../../../src/proxy/bindings.ts';
import { DeviceSide } from '../../../src/proxy/device-side.ts';
import { KeepAlive } from '../../../src/proxy/keep-alive.ts';
import { NatOutcomes } from '../../../src/proxy/nat-outcomes.ts';
import { plainToken, type ViaToken, verifyVia, viewOwnVia } from '../../../src/proxy/via-token.ts';
import { viewVia } from '../../../src/sip/via.ts';
import { expectParsed } from '../sip/sip-fixtures.ts';
import { makeBinding, makeFlow, now, RecordedSocket, type SentDatagram } from './make-binding.ts';

const INTERVAL_MS = 20_000;
const HALF_MS = INTERVAL_MS / 2;
const hash = new KeyedHash('00'.repeat(32));
const options = { method: 'options', intervalMs: INTERVAL_MS } as const;
const localNetworks = createNetworkSet([]);

let nowMs: number;
let sent: SentDatagram[];
let bindings: Bindings;
let keepAlive: KeepAlive;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  nowMs = now;
  sent = [];
  bindings = new Bindings();
  const deviceSide = new DeviceSide((address) => new RecordedSocket(address, sent));
  await deviceSide.adjust([{ address: '198.51.100.10', port: 5060 }]);
  keepAlive = new KeepAlive({
    hash,
    deviceSide,
    bindings,
    natOutcomes: new NatOutcomes(),
    now: () => nowMs,
  });
  keepAlive.configure(options, localNetworks);
  keepAlive.start();
});

afterEach(() => {
  keepAlive.stop();
  vi.useRealTimers();
});

function pass(milliseconds: number): SentDatagram[] {
  sent.length = 0;
  for (let left = milliseconds; left > 0; left -= 100) {
    nowMs += 100;
    vi.advanceTimersByTime(100);
  }
  return [...sent];
}

/** A device that has just registered. */
function register(changes: Partial<Binding> = {}): Binding {
  const binding = makeBinding({ expiresAt: nowMs + 3_600_000, ...changes });
  bindings.add(binding, nowMs);
  keepAlive.watch(binding);
  return binding;
}

/** Tokens as they are: the digits of a hash. */
function registerMany(count: number, changes: Partial<Binding> = {}): Binding[] {
  return Array.from({ length: count }, (_, i) =>
    register({ token: hash.hex(`device ${i}`), aor: `${i}@example.com`, ...changes }),
  );
}

describe('a live device behind NAT', () => {
  it('gets an OPTIONS by its flow, with its own Contact', () => {
    register();

    const [ping] = pass(INTERVAL_MS);

    expect(ping).toMatchObject({ from: '198.51.100.10:5060', to: '203.0.113.5:40112' });
    expect(ping?.text).toMatch(/^OPTIONS sip:4001@192\.168\.1\.50:5060 SIP\/2\.0\r\n/);
  });

  it('gets one in every interval, each with a branch and a Call-ID of its own', () => {
    register();

    const pings = pass(10 * INTERVAL_MS).map(({ text }) => text);

    expect(pings.length === 9 || pings.length === 10).toBe(true);
    expect(new Set(pings.map((text) => /branch=([^;]+)/.exec(text)?.[1])).size).toBe(pings.length);
    expect(new Set(pings.map((text) => /Call-ID: (\S+)/.exec(text)?.[1])).size).toBe(pings.length);
  });

  it('gets the first one between half an interval and a whole one after it registered', () => {
    registerMany(500);

    expect(pass(HALF_MS - 100)).toEqual([]);
    expect(pass(HALF_MS + 100)).toHaveLength(500);
  });

  it('is never left alone for longer than an interval', () => {
    const device = register({ token: hash.hex('any') });
    const silences: number[] = [];
    let silence = 0;

    for (let passed = 0; passed < 5 * INTERVAL_MS; passed += 100) {
      silence += 100;
      if (pass(100).length === 0) continue;
      silences.push(silence);
      silence = 0;
    }

    expect(Math.max(...silences)).toBeLessThanOrEqual(INTERVAL_MS);
    expect(silences.slice(2)).toEqual(silences.slice(2).map(() => INTERVAL_MS));
    expect(device.provenAt).toBe(now - 60_000);
  });

  it('gets a double CRLF where that is the method', () => {
    keepAlive.configure({ ...options, method: 'crlf' }, localNetworks);
    register();

    expect(pass(INTERVAL_MS)).toEqual([
      { from: '198.51.100.10:5060', to: '203.0.113.5:40112', text: '\r\n\r\n' },
    ]);
  });

  it('gets it where its flow leads to by then', () => {
    const device = register();
    device.flow = makeFlow('198.51.100.77', 1234);

    expect(pass(INTERVAL_MS)).toMatchObject([{ to: '198.51.100.77:1234' }]);
  });

  it('that was there before pings began gets its first one within an interval', () => {
    keepAlive.configure({ ...options, method: 'none' }, localNetworks);
    registerMany(300);
    keepAlive.configure(options, localNetworks);

    expect(pass(INTERVAL_MS)).toHaveLength(300);
  });
});

it('spreads the pings of devices that registered at once over the interval', () => {
  registerMany(2_000);
  pass(2 * INTERVAL_MS);

  const perSecond = Array.from({ length: INTERVAL_MS / 1_000 }, () => pass(1_000).length);

  expect(perSecond.reduce((sum, count) => sum + count)).toBe(2_000);
  expect(Math.max(...perSecond)).toBeLessThan(150);
  expect(Math.min(...perSecond)).toBeGreaterThan(50);
});

describe('no ping goes to', () => {
  it('a device without NAT', () => {
    register({ behindNat: false });

    expect(pass(3 * INTERVAL_MS)).toEqual([]);
  });

  it('a device whose registration is over, and again to one that came back', () => {
    const device = register();
    pass(2 * INTERVAL_MS);
    device.expiresAt = nowMs;

    expect(pass(2 * INTERVAL_MS)).toEqual([]);

    device.expiresAt = nowMs + 3_600_000;
    keepAlive.watch(device);
    expect(pass(INTERVAL_MS)).toHaveLength(1);
  });

  it('a device that was forgotten and came again under its token, twice', () => {
    register();
    bindings.add({ ...makeBinding(), expiresAt: nowMs + 3_600_000 }, nowMs);
    keepAlive.watch(bindings.find('00112233aabbccdd') as Binding);

    pass(INTERVAL_MS);
    expect(pass(INTERVAL_MS)).toHaveLength(1);
  });

  it('a device twice, however often it registers', () => {
    const device = register();
    for (let i = 0; i < 5; i += 1) {
      pass(INTERVAL_MS / 4);
      keepAlive.watch(device);
    }
    keepAlive.configure(options, localNetworks);

    expect(pass(INTERVAL_MS)).toHaveLength(1);
  });

  it('anyone where the method is none, and to all once it is another', () => {
    registerMany(10);
    keepAlive.configure({ ...options, method: 'none' }, localNetworks);

    expect(pass(2 * INTERVAL_MS)).toEqual([]);

    keepAlive.configure(options, localNetworks);
    expect(pass(INTERVAL_MS)).toHaveLength(10);
  });

  it('anyone after the end', () => {
    register();
    keepAlive.stop();

    expect(pass(2 * INTERVAL_MS)).toEqual([]);
  });
});

describe('a public address may have an interval of its own', () => {
  it('and others keep theirs', () => {
    keepAlive.setInterval('203.0.113.5', 5_000);
    register();
    register({ token: 'aabbccdd00112233', flow: makeFlow('198.51.100.77') });

    pass(INTERVAL_MS);
    const receivers = pass(INTERVAL_MS).map(({ to }) => to);

    expect(receivers.filter((to) => to.startsWith('203.0.113.5:'))).toHaveLength(4);
    expect(receivers.filter((to) => to.startsWith('198.51.100.77:'))).toHaveLength(1);
  });

  it('until it is taken back', () => {
    keepAlive.setInterval('203.0.113.5', 5_000);
    register();
    pass(INTERVAL_MS);
    keepAlive.setInterval('203.0.113.5', undefined);
    pass(INTERVAL_MS);

    expect(pass(INTERVAL_MS)).toHaveLength(1);
  });

  it.each([
    [1, 5_000],
    [10_000_000, 240_000],
  ])('of %i ms, which is taken for %i ms', (wanted, taken) => {
    keepAlive.setInterval('203.0.113.5', wanted);
    register();

    pass(taken);
    expect(pass(taken)).toHaveLength(1);
  });

  it('and ten thousand of them at most: the oldest goes', () => {
    keepAlive.setInterval('203.0.113.5', 5_000);
    for (let i = 0; i < 10_000; i += 1) keepAlive.setInterval(`198.51.${i >> 8}.${i & 255}`, 5_000);
    register();

    pass(INTERVAL_MS);
    expect(pass(INTERVAL_MS)).toHaveLength(1);
  });
});

describe('an answer', () => {
  function answer(text: string, source = makeFlow().remote): boolean {
    const start = text.indexOf('\r\nVia: ') + '\r\nVia: '.length;
    const via = expectParsed(viewVia(text, start, text.indexOf('\r\n', start)));
    const own = viewOwnVia(text, via);
    const token = own && verifyVia(hash, own, '');
    if (token === undefined) throw new Error('the Via of the ping is not ours');
    return keepAlive.onAnswer(token, source);
  }

  it('says that the device is there, for an interval', () => {
    const device = register();
    const [ping] = pass(INTERVAL_MS);

    expect(keepAlive.wasHeard(device, nowMs)).toBe(false);
    expect(answer(ping?.text ?? '')).toBe(true);

    expect(device.heardAt).toBe(nowMs);
    expect(keepAlive.wasHeard(device, nowMs + INTERVAL_MS)).toBe(true);
    expect(keepAlive.wasHeard(device, nowMs + INTERVAL_MS + 1)).toBe(false);
  });

  it('moves nothing and prolongs nothing', () => {
    const device = register();
    const before = { ...device };
    const [ping] = pass(INTERVAL_MS);

    answer(ping?.text ?? '');

    expect({ ...device, heardAt: undefined, reach: 0 }).toEqual({ ...before, heardAt: undefined });
  });

  it.each([
    { address: '203.0.113.5', port: 40113 },
    { address: '198.51.100.9', port: 40112 },
  ])('from $address:$port, where nobody was asked, says nothing', (source) => {
    const device = register();
    const [ping] = pass(INTERVAL_MS);

    expect(answer(ping?.text ?? '', source)).toBe(false);
    expect(device.heardAt).toBeUndefined();
  });

  it('from where the device was before says nothing about where it is now', () => {
    const device = register();
    const [ping] = pass(INTERVAL_MS);
    device.flow = makeFlow('198.51.100.77');

    expect(answer(ping?.text ?? '')).toBe(true);
    expect(device.heardAt).toBeUndefined();
  });

  it('of a device that is gone says nothing', () => {
    const token: ViaToken = {
      ...plainToken,
      kind: 'ping',
      id: '0123456789abcdef',
      remote: makeFlow().remote,
      device: 'ffeeddccbbaa9988',
    };

    expect(keepAlive.onAnswer(token, makeFlow().remote)).toBe(true);
  });
});
