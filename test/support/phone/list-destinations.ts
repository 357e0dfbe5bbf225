// Where a phone has sent anything to.

import type { Phone } from './phone.ts';

/** Each `address:port` once, in the order of the first datagram. */
export function listDestinations(phone: Phone): string[] {
  const sent = phone.datagrams.items.filter(({ direction }) => direction === 'sent');
  return [...new Set(sent.map(({ remote }) => remote))];
}
