import { beforeEach, describe, expect, it } from 'vitest';
import { createNetworkSet } from '../../../../src/nat/networks.ts';
import { Bans } from '../../../../src/proxy/guard/bans.ts';
import { explainProtection } from '../../../../src/proxy/guard/protected-addresses.ts';
import { RecordedProxy } from '../../../wire/recorded-proxy.ts';

const now = 1_795_244_400_000;
const later = now + 3_600_000;
const { options } = new RecordedProxy(undefined, {
  trunks: createNetworkSet(['198.51.100.64/28']),
  trustedProxies: createNetworkSet(['198.51.100.30']),
}).parts;
let bans: Bans;

beforeEach(() => {
  bans = new Bans((address) => explainProtection(address, options));
});

it('bans an address until its time is over', () => {
  expect(bans.ban('203.0.113.66', later, now)).toEqual({ address: '203.0.113.66' });

  expect(bans.has('203.0.113.66', now)).toBe(true);
  expect(bans.has('203.0.113.67', now)).toBe(false);
  expect(bans.has('203.0.113.66', later - 1)).toBe(true);
  expect(bans.has('203.0.113.66', later)).toBe(false);
  expect(bans.list(later)).toEqual([]);
});

it('moves the end of a ban, to either side', () => {
  bans.ban('203.0.113.66', later, now);

  bans.ban('203.0.113.66', now + 1_000, now);

  expect(bans.list(now)).toEqual([{ address: '203.0.113.66', untilMs: now + 1_000 }]);
});

it('lifts a ban', () => {
  bans.ban('2001:db8::66', later, now);

  expect(bans.unban('2001:DB8:0::66', now)).toEqual({ address: '2001:db8::66' });
  expect(bans.has('2001:db8::66', now)).toBe(false);
  expect(bans.unban('2001:db8::66', now)).toEqual({ refusal: 'it is not banned' });
});

it.each([
  ['2001:DB8:0:0::66', '2001:db8::66'],
  ['[2001:db8::66]', '2001:db8::66'],
  ['::ffff:203.0.113.66', '203.0.113.66'],
])('knows %s as %s', (written, address) => {
  expect(bans.ban(written, later, now)).toEqual({ address });
  expect(bans.has(address, now)).toBe(true);
});

describe('refuses, with the reason, to ban', () => {
  it.each([
    ['loopback', '127.0.0.1', 'it is a loopback address'],
    ['the whole of loopback', '127.9.9.9', 'it is a loopback address'],
    ['loopback in the clothes of IPv6', '::ffff:127.0.0.1', 'it is a loopback address'],
    ['loopback of IPv6', '::1', 'it is a loopback address'],
    ['Asterisk', '198.51.100.20', 'Asterisk is there'],
    ['the address that Asterisk sees', '198.51.100.10', "it is farend's own"],
    ['an address that phones use', '2001:db8::2', "it is farend's own"],
    ['a proxy in front', '198.51.100.30', 'it is one of proxy.trustedProxies'],
    ['a trunk', '198.51.100.66', 'it is one of proxy.trunks'],
    ['a name', 'pbx.example.com', 'it is no IP address'],
    ['a network', '203.0.113.0/24', 'it is no IP address'],
    ['an address with a port', '203.0.113.66:5060', 'it is no IP address'],
  ])('%s', (_, address, refusal) => {
    expect(bans.ban(address, later, now)).toEqual({ refusal });
    expect(bans.list(now)).toEqual([]);
  });

  it('the address that outsiders see', () => {
    const [first] = options.listen;
    const advertised = { ...first, advertise: { host: '203.0.113.10' } } as typeof first;

    expect(explainProtection('203.0.113.10', { ...options, listen: [advertised!] })).toBe(
      "it is farend's own",
    );
  });

  it('until a time that is over', () => {
    expect(bans.ban('203.0.113.66', now, now)).toEqual({ refusal: 'that time is over' });
  });
});

it('holds 10,000; the one that would end first gives way', () => {
  bans = new Bans(() => undefined);
  for (let i = 0; i < 10_000; i += 1)
    bans.ban(`10.0.${i >> 8}.${i & 255}`, later + ((i + 5_000) % 10_000), now);

  bans.ban('203.0.113.66', now + 1_000, now);

  expect(bans.list(now)).toHaveLength(10_000);
  expect(bans.list(now)[0]).toEqual({ address: '203.0.113.66', untilMs: now + 1_000 });
  expect(bans.has('10.0.19.136', now)).toBe(false);
});

it('lets those that are over give way before any other', () => {
  bans = new Bans(() => undefined);
  for (let i = 0; i < 10_000; i += 1)
    bans.ban(`10.0.${i >> 8}.${i & 255}`, i < 10 ? now + 1 : later, now);

  bans.ban('203.0.113.66', later, now + 1);

  expect(bans.list(now + 1)).toHaveLength(9_991);
});
