// Where the proxy reaches each Asterisk.

import { formatAddressPort } from '../base/ip-address.ts';
import type { FarendConfig, TransportAddress } from '../config/farend-config.ts';

/** @param usual that of an Asterisk without an address of its own: the first. @returns address:port by name */
export function nameSipAddresses(
  asterisks: FarendConfig['asterisk'],
  [usual]: readonly TransportAddress[],
): ReadonlyMap<string, string> {
  return new Map(
    asterisks.flatMap(({ name, sip = usual }) =>
      sip === undefined ? [] : [[name, formatAddressPort(sip.address, sip.port)] as const],
    ),
  );
}
