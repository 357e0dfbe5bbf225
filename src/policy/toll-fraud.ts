// Peers of chan_sip through which strangers can call at the operator's cost. Behind a proxy all requests
// come from one address, so that what was meant for one machine holds for the whole internet.

import type { EndpointState } from '../asterisk/asterisk-event.ts';

/**
 * `insecure`: calls need no password of it (`insecure=invite`). `no-secret`: it has none.
 */
type Opening = 'insecure' | 'no-secret';

/**
 * Undefined: closed, or nobody reaches it by way of farend. One that registers (`host=dynamic`) counts
 * as reached: whether it has registered by way of farend, the caller knows or does not.
 *
 * @param farendAddresses from which farend speaks to this Asterisk, in canonical text
 */
export function findOpening(
  { driver, host, insecure, hasAuth }: EndpointState,
  farendAddresses: readonly string[],
): Opening | undefined {
  if (driver !== 'chan_sip') return undefined;
  if (host !== '' && !farendAddresses.includes(host)) return undefined;
  if (insecure.split(',').includes('invite')) return 'insecure';
  return hasAuth ? undefined : 'no-secret';
}
