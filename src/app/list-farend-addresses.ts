// From which addresses the proxy speaks to Asterisk, as Asterisk sees them.

import { isIpv6, isLoopback } from '../base/ip-address.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import { listMachineAddresses } from '../nat/machine-addresses.ts';

/** Without `proxy.asteriskSide` all that the system may choose. In canonical text. */
export function listFarendAddresses(
  { asteriskSide, asterisk }: FarendConfig['proxy'],
  own: readonly string[] = listMachineAddresses(),
): readonly string[] {
  if (asteriskSide !== undefined) return [asteriskSide.address];
  const addresses = asterisk.flatMap(({ address }) => {
    // Who speaks to an address of his own machine speaks from it.
    if (isLoopback(address) || own.includes(address)) return [address];
    return own.filter((each) => !isLoopback(each) && isIpv6(each) === isIpv6(address));
  });
  return [...new Set(addresses)];
}
