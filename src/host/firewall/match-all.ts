// Several conditions of one rule.

import type { Match } from './filter-chain.ts';

/** All have to match. */
export function matchAll(matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no';
  if (matches.includes('unknown')) return 'unknown';
  return matches.includes('some') ? 'some' : 'yes';
}
