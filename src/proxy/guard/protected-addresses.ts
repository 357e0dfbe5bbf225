// The addresses that nobody can ban.

import { isLoopback } from '../../base/ip-address.ts';
import { listMachineAddresses } from '../../nat/machine-addresses.ts';
import type { ProxyOptions } from '../proxy-options.ts';

/** Why this address must not be banned, in words; undefined when it may. */
export function explainProtection(address: string, options: ProxyOptions): string | undefined {
  if (isLoopback(address)) return 'it is a loopback address';
  if (options.asterisk.some((peer) => peer.address === address)) return 'Asterisk is there';
  if (options.trustedProxies.has(address)) return 'it is one of proxy.trustedProxies';
  if (options.trunks.has(address)) return 'it is one of proxy.trunks';
  const isOwn =
    options.asteriskSide.address === address ||
    options.listen.some(
      (entry) => entry.address === address || entry.advertise?.host === address,
    ) ||
    listMachineAddresses().includes(address);
  return isOwn ? "it is farend's own" : undefined;
}
