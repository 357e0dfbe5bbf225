import { BlockList, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Complaint } from '../../../src/config/complaint.ts';
import { parseNetwork } from '../../../src/config/network.ts';

it.each([
  ['192.168.0.0/16', '192.168.0.0/16'],
  ['192.168.17.4/16', '192.168.0.0/16'],
  ['203.0.113.9', '203.0.113.9/32'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8::/32', '2001:db8::/32'],
  ['2001:db8:1:2:3:4:5:6/33', '2001:db8::/33'],
  ['2001:db8::1', '2001:db8::1/128'],
  ['::/0', '::/0'],
])('reads %s as %s', (text, network) => {
  expect(parseNetwork(text)).toBe(network);
});

it.each([
  '192.168.0.0/33',
  '2001:db8::/129',
  '192.168.0.0/',
  '192.168.0.0/x',
  '192.168.0/16',
  '192.168.000.1',
  'example.com',
  '::ffff:192.0.2.1',
  'fe80::1%eth0/64',
  '',
])('refuses %j', (text) => {
  expect(parseNetwork(text)).toBeInstanceOf(Complaint);
});

it('holds the address it was made from, and is canonical', () => {
  const anyNetwork = fc.oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
  );

  fc.assert(
    fc.property(anyNetwork, ([address, prefix]) => {
      const network = parseNetwork(`${address}/${prefix}`);
      if (typeof network !== 'string') return /^:.*:ffff:/i.test(address) || /ffff/i.test(address);
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      const [first = '', length = ''] = network.split('/');
      const list = new BlockList();
      list.addSubnet(first, Number(length), family);
      return list.check(address, family) && parseNetwork(network) === network;
    }),
  );
});
