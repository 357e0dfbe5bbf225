import { describe, expect, it } from 'vitest';
import {
  isBehindNat,
  nameNatTests,
  testContact,
  testMedia,
  testVia,
} from '../../../src/nat/nat-tests.ts';
import { createNetworkSet } from '../../../src/nat/networks.ts';

const local = createNetworkSet(['192.168.7.0/24']);
const router = { address: '203.0.113.5', port: 40112 };

describe('tells what the top Via shows', () => {
  it.each([
    ['203.0.113.5', 40112, true, router, []],
    ['203.0.113.5', 40112, false, router, ['no-rport']],
    ['203.0.113.5', 5060, true, router, ['diff-port-src-via']],
    ['203.0.113.5', 0, true, { ...router, port: 5060 }, []],
    ['192.168.1.50', 40112, true, router, ['diff-ip-src-via', 'private-via']],
    [
      '192.168.1.50',
      5060,
      false,
      router,
      ['diff-ip-src-via', 'private-via', 'diff-port-src-via', 'no-rport'],
    ],
    ['192.168.7.9', 40112, true, router, ['diff-ip-src-via']],
    ['100.64.3.2', 40112, true, router, ['diff-ip-src-via', 'carrier-grade-nat']],
    ['198.51.100.9', 40112, true, router, ['diff-ip-src-via']],
    ['[fd00::5]', 40112, true, router, ['diff-ip-src-via', 'private-via']],
    ['[2001:DB8:0:0::5]', 40112, true, { address: '2001:db8::5', port: 40112 }, []],
    ['phone.example.com', 40112, true, router, []],
  ] as const)('%s:%i, rport %j', (host, port, rport, source, expected) => {
    expect(nameNatTests(testVia({ host, port }, rport, source, local))).toEqual(expected);
  });
});

describe('tells what the Contact shows', () => {
  it.each([
    ['203.0.113.5', 40112, []],
    ['203.0.113.5', 0, ['diff-port-src-contact']],
    ['10.0.0.4', 40112, ['private-contact', 'diff-ip-src-contact']],
    ['10.0.0.4', 5060, ['private-contact', 'diff-ip-src-contact', 'diff-port-src-contact']],
    ['192.168.7.9', 40112, ['diff-ip-src-contact']],
    ['100.64.3.2', 40112, ['diff-ip-src-contact', 'carrier-grade-nat']],
    ['phone.example.com', 40112, []],
  ] as const)('%s:%i', (host, port, expected) => {
    expect(nameNatTests(testContact({ host, port }, router, local))).toEqual(expected);
  });
});

describe('tells where media is asked for', () => {
  it.each([
    [['192.168.1.50'], ['private-sdp']],
    [['203.0.113.5', '10.0.0.9'], ['private-sdp']],
    [['fd00::5'], ['private-sdp']],
    [['192.168.7.9'], []],
    [['203.0.113.5'], []],
    [['198.51.100.9'], []],
    [['0.0.0.0'], []],
    [['224.2.1.1'], []],
    [[], []],
  ] as const)('%j', (addresses, expected) => {
    expect(nameNatTests(testMedia(addresses, router, local))).toEqual(expected);
  });

  it('at a private address that is the source', () => {
    const source = { address: '192.168.1.50', port: 5060 };

    expect(testMedia(['192.168.1.50'], source, local)).toBe(0);
  });
});

it('names the same combination with the same list, so that messages share it', () => {
  const bits = testVia({ host: '10.0.0.4', port: 1 }, false, router, local);

  expect(nameNatTests(bits)).toBe(nameNatTests(bits));
});

describe('a NAT is proven by an address that is not the source’s, not by ports or a missing rport', () => {
  it.each([
    ['203.0.113.5', 40112, true, false],
    ['203.0.113.5', 5060, false, false],
    ['phone.example.com', 5060, false, false],
    ['192.168.1.50', 40112, true, true],
    ['192.168.7.9', 40112, true, true],
    ['100.64.3.2', 40112, true, true],
    ['198.51.100.9', 40112, true, true],
  ])('Via %s:%i, rport %j: %j', (host, port, rport, expected) => {
    expect(isBehindNat(testVia({ host, port }, rport, router, local))).toBe(expected);
  });

  it.each([
    ['203.0.113.5', 5060, false],
    ['10.0.0.4', 40112, true],
    ['198.51.100.9', 40112, true],
  ])('Contact %s:%i: %j', (host, port, expected) => {
    expect(isBehindNat(testContact({ host, port }, router, local))).toBe(expected);
  });
});
