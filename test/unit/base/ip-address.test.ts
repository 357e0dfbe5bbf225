import { describe, expect, it } from 'vitest';
import { formatAddressPort, ipv4ToNumber, parseIpAddress } from '../../../src/base/ip-address.ts';

describe('RFC 5952: gives an address its one spelling', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:0::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['[192.0.2.1]', '192.0.2.1'],
    ['192.0.2.01', undefined],
    ['192.0.2', undefined],
    ['192.0.2.256', undefined],
    ['192.0.2.1.1', undefined],
    ['.192.0.2', undefined],
    ['[2001:db8::1', undefined],
    ['pbx.example.com', undefined],
    ['', undefined],
  ])('%j', (text, expected) => {
    expect(parseIpAddress(text)).toBe(expected);
  });
});

it.each([
  ['0.0.0.0', 0],
  ['0.0.1.2', 258],
  ['255.255.255.255', 0xffffffff],
  ['192.0.2.1', 0xc0000201],
  ['00.0.0.0', -1],
  ['1..2.3', -1],
  ['1.2.3.', -1],
  ['1.2.3.4 ', -1],
  ['2001:db8::1', -1],
])('reads %j as the number %i', (text, value) => {
  expect(ipv4ToNumber(text)).toBe(value);
});

it('RFC 3261 §25.1: puts IPv6 in brackets where a port follows', () => {
  expect(formatAddressPort('192.0.2.1', 5060)).toBe('192.0.2.1:5060');
  expect(formatAddressPort('2001:db8::1', 5060)).toBe('[2001:db8::1]:5060');
});
