// A few names in a sentence, however many there are.

import { compareNaturally } from './natural-order.ts';

const SHOWN = 3;

/** `a, b, c and 7 more`, in natural order. */
export function listNames(names: readonly string[]): string {
  const sorted = names.toSorted(compareNaturally);
  const more = sorted.length - SHOWN;
  if (more > 1) return `${sorted.slice(0, SHOWN).join(', ')} and ${more} more`;
  const last = sorted.pop() ?? '';
  return sorted.length === 0 ? last : `${sorted.join(', ')} and ${last}`;
}
