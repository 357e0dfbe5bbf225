import { describe, expect, it } from 'vitest';
import {
  carrierGradeNetworks,
  createNetworkSet,
  isPrivate,
  parseCidr,
  privateNetworks,
} from '../../../src/nat/networks.ts';

describe('reads networks and single addresses', () => {
  it.each([
    ['192.0.2.0/24', { address: '192.0.2.0', prefix: 24 }],
    ['192.0.2.1', { address: '192.0.2.1', prefix: 32 }],
    ['0.0.0.0/0', { address: '0.0.0.0', prefix: 0 }],
    ['2001:db8::/32', { address: '2001:db8::', prefix: 32 }],
    ['2001:db8::1', { address: '2001:db8::1', prefix: 128 }],
    ['192.0.2.0/33', undefined],
    ['2001:db8::/129', undefined],
    ['192.0.2.0/', undefined],
    ['192.0.2.0/2x', undefined],
    ['192.0.2', undefined],
    ['pbx.example.com', undefined],
    ['', undefined],
  ])('%j', (text, expected) => {
    expect(parseCidr(text)).toEqual(expected);
  });
});

describe('knows its addresses', () => {
  const networks = createNetworkSet([
    '192.0.2.64/26',
    '198.51.100.7',
    '2001:db8:1::/48',
    'nonsense',
  ]);

  it.each([
    ['192.0.2.63', false],
    ['192.0.2.64', true],
    ['192.0.2.127', true],
    ['192.0.2.128', false],
    ['198.51.100.7', true],
    ['198.51.100.8', false],
    ['2001:db8:1:ffff::1', true],
    ['2001:db8:2::1', false],
    ['pbx.example.com', false],
    ['', false],
  ])('%s: %j', (address, expected) => {
    expect(networks.has(address)).toBe(expected);
  });

  it('and none when it is empty', () => {
    const empty = createNetworkSet([]);

    expect(empty.has('192.0.2.1') || empty.has('2001:db8::1')).toBe(false);
  });
});

describe('RFC 1918, RFC 4193, RFC 6598: knows the addresses that do not lead over the internet', () => {
  it.each([
    ['10.0.0.0', true, false],
    ['172.15.255.255', false, false],
    ['172.16.0.0', true, false],
    ['172.31.255.255', true, false],
    ['172.32.0.0', false, false],
    ['192.168.0.1', true, false],
    ['100.63.255.255', false, false],
    ['100.64.0.0', false, true],
    ['100.127.255.255', false, true],
    ['100.128.0.0', false, false],
    ['fc00::1', true, false],
    ['fdff::1', true, false],
    ['fe00::1', false, false],
    ['203.0.113.5', false, false],
  ])('%s', (address, isPrivate, isCarrierGrade) => {
    expect(privateNetworks.has(address)).toBe(isPrivate);
    expect(carrierGradeNetworks.has(address)).toBe(isCarrierGrade);
  });
});

describe('knows the addresses that mean something only near to where they are used', () => {
  it.each([
    ['10.1.2.3', true],
    ['100.64.0.1', true],
    ['127.0.0.1', true],
    ['169.254.1.1', true],
    ['::1', true],
    ['fe80::1', true],
    ['fd00::1', true],
    ['203.0.113.5', false],
    ['2001:db8::1', false],
    ['0.0.0.0', false],
  ])('%s: %j', (address, expected) => {
    expect(isPrivate(address)).toBe(expected);
  });
});
