import { beforeEach, describe, expect, it } from 'vitest';
import { Bindings } from '../../../../src/proxy/bindings.ts';
import { ProvingStore } from '../../../../src/proxy/guard/proving-store.ts';
import { type Admission, SourceLimits } from '../../../../src/proxy/guard/source-limits.ts';
import { aor, makeBinding, makeFlow, now } from '../make-binding.ts';

const office = '203.0.113.5';
let bindings: Bindings;
let limits: SourceLimits;

beforeEach(() => {
  bindings = new Bindings();
  limits = new SourceLimits(bindings);
});

/** What becomes of datagrams that come at one moment, each from a port of its own. */
function sendMany(count: number, atMs = now, address = office): Record<Admission, number> {
  const admissions = { passed: 0, excess: 0, 'rate-limited': 0 };
  for (let i = 0; i < count; i += 1)
    admissions[limits.admit(address, 1_024 + (i % 60_000), atMs)] += 1;
  return admissions;
}

describe('an office behind one address', () => {
  it('registers 300 phones within 10 s, each with what it repeats', () => {
    const seen = new Set<Admission>();
    for (let step = 0; step < 300; step += 1) {
      for (let i = 0; i < 5; i += 1) seen.add(limits.admit(office, 10_000 + step, now + step * 33));
    }

    expect([...seen]).toEqual(['passed']);
  });

  it('registers 300 phones at one moment, after a power cut', () => {
    expect(sendMany(600)).toEqual({ passed: 600, excess: 0, 'rate-limited': 0 });
  });
});

describe('IPv6', () => {
  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8::ffff:1', true],
    ['2001:db8::1', '2001:db9::1', false],
    ['2001:db8:1::1', '2001:db8:2::1', false],
  ])('%s and %s are one site: %s', (one, other, isSame) => {
    sendMany(1_000, now, one);

    expect(sendMany(1_000, now, other).passed).toBe(isSame ? 0 : 1_000);
  });
});

describe('an address that sends ten times as much', () => {
  it('has the burst, then what may still be read, then nothing', () => {
    expect(sendMany(10_000)).toEqual({ passed: 1_000, excess: 5_000, 'rate-limited': 4_000 });
  });

  it('goes on with 100 a second, of 1,100 that are read', () => {
    sendMany(10_000);

    expect(sendMany(10_000, now + 1_000)).toEqual({
      passed: 100,
      excess: 1_000,
      'rate-limited': 8_900,
    });
  });

  it('has less of it by as many times as its datagrams are long', () => {
    const passed = Array.from({ length: 1_000 }, (_, port) =>
      limits.admit(office, port + 1, now, 15_000),
    ).filter((admission) => admission === 'passed');

    expect(passed).toHaveLength(100);
  });

  it('costs another address nothing', () => {
    sendMany(10_000);

    expect(sendMany(1_000, now, '203.0.113.6').passed).toBe(1_000);
  });

  it('is not limited where spoofed sources have pushed it out of the table', () => {
    for (let i = 0; i < 100_000; i += 1)
      limits.admit(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 1, now);

    expect(sendMany(1_000).passed).toBe(1_000);
  });
});

describe('a proven flow behind a flooded address', () => {
  const port = 40_112;

  function sendFromPhone(count: number, atMs = now): Record<Admission, number> {
    const admissions = { passed: 0, excess: 0, 'rate-limited': 0 };
    for (let i = 0; i < count; i += 1) admissions[limits.admit(office, port, atMs)] += 1;
    return admissions;
  }

  it('has 100 datagrams at once and 20 a second of its own, whatever else comes', () => {
    limits.prove({ address: office, port }, now);
    sendMany(10_000);

    expect(sendFromPhone(200)).toEqual({ passed: 100, excess: 0, 'rate-limited': 100 });
    sendMany(10_000, now + 1_000);
    expect(sendFromPhone(200, now + 1_000).passed).toBe(20);
  });

  it('goes on with the accounts behind it when it needs more, as a gateway does', () => {
    limits.prove({ address: office, port }, now);
    sendMany(1_000);

    expect(sendFromPhone(200)).toEqual({ passed: 100, excess: 100, 'rate-limited': 0 });
  });

  it('is proven for an hour', () => {
    limits.prove({ address: office, port }, now - 3_600_000);
    sendMany(10_000);

    expect(sendFromPhone(1)).toMatchObject({ passed: 1 });
    sendMany(10_000, now + 1);
    expect(sendFromPhone(1, now + 1)).toMatchObject({ passed: 0 });
  });

  it('is its address and its port', () => {
    limits.prove({ address: office, port: port + 1 }, now);
    limits.prove({ address: '203.0.113.6', port }, now);
    sendMany(10_000);

    expect(sendFromPhone(1).passed).toBe(0);
  });

  it.each([
    ['made or moved', (store: ProvingStore) => store.record(makeBinding(), () => undefined), 1],
    ['refreshed', (store: ProvingStore) => store.recordLazily(makeBinding()), 1],
    ['loaded after a restart', (store: ProvingStore) => store.proveAll([makeBinding()]), 1],
    [
      'ended',
      (store: ProvingStore) => store.record(makeBinding({ expiresAt: now }), () => undefined),
      0,
    ],
  ] as const)('comes of a binding that was %s', (_, change, passed) => {
    const inner = { record: () => undefined, recordLazily: () => undefined };
    const store = new ProvingStore(inner, limits, () => now);

    change(store);
    sendMany(10_000);

    expect(sendFromPhone(1).passed).toBe(passed);
  });
});

describe('a request in excess', () => {
  function ask(count: number, address = office, atMs = now, of = aor): number {
    let passed = 0;
    for (let i = 0; i < count; i += 1) if (limits.admitRequest(of, address, atMs)) passed += 1;
    return passed;
  }

  it('passes for an account that is registered at this address: 20 at once, 5 a second', () => {
    bindings.add(makeBinding(), now);

    expect(ask(100)).toBe(20);
    expect(ask(100, office, now + 1_000)).toBe(5);
  });

  it('has an allowance for each account', () => {
    bindings.add(makeBinding(), now);
    bindings.add(makeBinding({ token: 'ffff', aor: '4002@pbx.example.com' }), now);
    ask(100);

    expect(ask(100, office, now, '4002@pbx.example.com')).toBe(20);
  });

  it.each([
    ['is registered at another address', { flow: makeFlow('203.0.113.6') }, aor],
    ['has let its registration lapse', { expiresAt: now }, aor],
    ['is unknown', {}, '4999@pbx.example.com'],
    ['is none', {}, ''],
  ] as const)('ends for an account that %s', (_, changes, asking) => {
    bindings.add(makeBinding(changes), now);

    expect(ask(1, office, now, asking)).toBe(0);
  });
});
