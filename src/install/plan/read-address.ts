// An address as a person types it, or why it cannot be taken.

import { formatHost, isLoopback, parseIpAddress } from '../../base/ip-address.ts';

export type AddressReading = { readonly value: string } | { readonly reason: string };

/** @param addresses of this machine that phones can write to */
export function readOwnAddress(text: string, addresses: readonly string[]): AddressReading {
  const value = parseIpAddress(text);
  if (value === undefined) return { reason: `${text} is no IP address.` };
  if (addresses.includes(value) || isLoopback(value)) return { value };
  const own = addresses.length === 0 ? 'none' : addresses.map(formatHost).join(', ');
  return { reason: `${text} is no address of this machine: it has ${own}.` };
}

/** `none`: phones outside see the machine's own. */
export function readPublicAddress(text: string): AddressReading {
  if (text.toLowerCase() === 'none') return { value: 'none' };
  const value = parseIpAddress(text);
  return value === undefined
    ? { reason: `${text} is no IP address; say "none" without one.` }
    : { value };
}
