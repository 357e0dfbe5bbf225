import { expect, it } from 'vitest';
import { AddressNumbers } from '../../../src/proxy/address-numbers.ts';

it.each(['0.0.0.0', '203.0.113.5', '255.255.255.255', '2001:db8::5', '::1'])(
  'gives %s back by its number',
  (address) => {
    const numbers = new AddressNumbers();
    numbers.toNumber('2001:db8::1');

    expect(numbers.toAddress(numbers.toNumber(address))).toBe(address);
  },
);

it('gives the same number again', () => {
  const numbers = new AddressNumbers();

  expect(numbers.toNumber('2001:db8::5')).toBe(numbers.toNumber('2001:db8::5'));
});

it('forgets IPv6 addresses rather than keep them without end, and never takes one for another', () => {
  const numbers = new AddressNumbers();
  const first = numbers.toNumber('2001:db8::ffff');
  for (let host = 0; host < 16_384; host += 1) numbers.toNumber(`2001:db8::1:${host.toString(16)}`);

  expect(numbers.toAddress(first)).toBeUndefined();
  expect(numbers.toAddress(numbers.toNumber('2001:db8::ffff'))).toBe('2001:db8::ffff');
});

it('knows no address for what is no number of one', () => {
  const numbers = new AddressNumbers();

  expect(numbers.toAddress(-1)).toBeUndefined();
  expect(numbers.toAddress(2 ** 32)).toBeUndefined();
});
