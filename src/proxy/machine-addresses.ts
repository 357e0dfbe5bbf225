// The addresses that this machine has now.

import { networkInterfaces } from 'node:os';
import { isIpv6, parseIpAddress } from '../base/ip-address.ts';

/** In canonical text; link-local IPv6 addresses, which mean nothing without a zone, are left out. */
export function listMachineAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address, scopeid }) => !isIpv6(address) || !scopeid)
    .map(({ address }) => parseIpAddress(address) ?? address);
}
