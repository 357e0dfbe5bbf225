import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { listMachineAddresses, listPrivateNetworks } from '../../../src/nat/machine-addresses.ts';
import { createNetworkSet, isPrivate } from '../../../src/nat/networks.ts';

it('lists the addresses of the machine, loopback included, link-local IPv6 not', () => {
  const addresses = listMachineAddresses();

  expect(addresses).toContain('127.0.0.1');
  expect(addresses.filter((address) => address.startsWith('fe80'))).toEqual([]);
});

it('lists private networks whole, each with its prefix, and never a public one', () => {
  const networks = createNetworkSet(listPrivateNetworks());

  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  for (const { address } of own) expect(networks.has(address)).toBe(isPrivate(address));
  expect(networks.has('127.255.255.254')).toBe(true);
  expect(networks.has('203.0.113.5')).toBe(false);
});
