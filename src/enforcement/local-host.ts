// Whether an Asterisk runs on this machine: only then are the files at hand its own.

import { lookup } from 'node:dns/promises';
import { isLoopback, parseIpAddress } from '../base/ip-address.ts';
import { listMachineAddresses } from '../nat/machine-addresses.ts';

/**
 * @param host an IP address or a name, as in `asterisk.ami`
 * @returns false for a name without an address
 */
export async function isLocalHost(host: string): Promise<boolean> {
  const addresses = await lookup(host, { all: true }).catch(() => []);
  const own = listMachineAddresses();
  const isOwn = (address: string): boolean =>
    isLoopback(address) || own.includes(parseIpAddress(address) ?? address);
  return addresses.length > 0 && addresses.every(({ address }) => isOwn(address));
}
