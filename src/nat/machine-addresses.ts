// The addresses and private networks that this machine has now.

import { networkInterfaces } from 'node:os';
import { isIpv6, parseIpAddress } from '../base/ip-address.ts';
import { isPrivate } from './networks.ts';

/** In canonical text; link-local IPv6 addresses, which mean nothing without a zone, are left out. */
export function listMachineAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address, scopeid }) => !isIpv6(address) || !scopeid)
    .map(({ address }) => parseIpAddress(address) ?? address);
}

/**
 * The networks of the interfaces, in CIDR notation, that are private: phones there are reached
 * directly. A public network is none of ours: routers with phones behind them live in it too.
 */
export function listPrivateNetworks(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ address, cidr }) => (cidr !== null && isPrivate(address) ? [cidr] : []));
}
