// From which addresses farend speaks to Asterisk: what comes from there may be anybody.

import { isAppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { listMachineAddresses } from '../../nat/machine-addresses.ts';
import { findAsteriskSide } from '../make-proxy-options.ts';

/** Where no route leads to Asterisk at this moment: all addresses of this machine. */
export async function findFarendAddresses({
  asteriskSide,
  asterisk,
}: FarendConfig['proxy']): Promise<readonly string[]> {
  try {
    return [(asteriskSide ?? (await findAsteriskSide(asterisk))).address];
  } catch (error) {
    if (isAppError(error, 'SOCKET_UNAVAILABLE')) return listMachineAddresses();
    throw error;
  }
}
