// The addresses by which Asterisk sees farend.

import { expect, test } from 'vitest';
import { listFarendAddresses } from '../../../src/app/list-farend-addresses.ts';
import type { FarendConfig } from '../../../src/config/farend-config.ts';

const OWN = ['127.0.0.1', '203.0.113.10', '10.0.0.10', '2001:db8::10', '::1'];

test.each([
  ['on this machine', '203.0.113.10', ['203.0.113.10']],
  ['on loopback', '127.0.0.1', ['127.0.0.1']],
  ['elsewhere', '10.0.0.20', ['203.0.113.10', '10.0.0.10']],
  ['elsewhere by IPv6', '2001:db8::20', ['2001:db8::10']],
])('are those that the system may choose towards an Asterisk %s', (_title, address, addresses) => {
  const proxy = { asterisk: [{ address, port: 5060 }] } as unknown as FarendConfig['proxy'];

  expect(listFarendAddresses(proxy, OWN)).toEqual(addresses);
});

test('are the one that the configuration names', () => {
  const asteriskSide = { address: '10.0.0.10', port: 5062 };
  const proxy = { asteriskSide, asterisk: [] } as unknown as FarendConfig['proxy'];

  expect(listFarendAddresses(proxy, OWN)).toEqual(['10.0.0.10']);
});
