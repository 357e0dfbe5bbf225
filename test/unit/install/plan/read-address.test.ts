import { expect, test } from 'vitest';
import { readOwnAddress, readPublicAddress } from '../../../../src/install/plan/read-address.ts';

const own = ['192.0.2.10', '2001:db8::10'];

test.each(['192.0.2.10', '2001:DB8:0::10', '127.0.0.1'])(
  '%s is an address of this machine',
  (text) => {
    expect(readOwnAddress(text, own)).toHaveProperty('value');
  },
);

test.each([
  ['192.0.2.11', '192.0.2.11 is no address of this machine: it has 192.0.2.10, [2001:db8::10].'],
  ['pbx.example.org', 'pbx.example.org is no IP address.'],
  ['192.0.2.10:5060', '192.0.2.10:5060 is no IP address.'],
])('%s is refused with the reason', (text, reason) => {
  expect(readOwnAddress(text, own)).toEqual({ reason });
});

test('outside, any address will do, or none', () => {
  expect(readPublicAddress('203.0.113.10')).toEqual({ value: '203.0.113.10' });
  expect(readPublicAddress('None')).toEqual({ value: 'none' });
  expect(readPublicAddress('pbx.example.org')).toHaveProperty('reason');
});
