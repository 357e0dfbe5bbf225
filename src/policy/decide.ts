// What the policy has to do with one endpoint: which entry speaks of it, and what that wants of it.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import { compareSettings } from './compare-settings.ts';
import type { Comparison } from './comparison.ts';
import { type EndpointPattern, findPattern, findWantedSettings } from './wanted-settings.ts';

/**
 * `unmatched`: no entry matches it. `trunk`: nor does one have its exact name. `keep`: its entry says
 * so. `unseen`: `nat: auto`, and nothing was seen of its phone yet. Only `managed` is ever changed.
 */
export type Decision =
  | { readonly kind: 'unmatched' | 'trunk' }
  | { readonly kind: 'keep' | 'unseen'; readonly pattern: EndpointPattern }
  | {
      readonly kind: 'managed';
      readonly pattern: EndpointPattern;
      readonly comparisons: readonly Comparison[];
    };

/** @param isBehindNat what the wire showed of its phone; undefined: nothing was seen yet */
export function decide(
  patterns: readonly EndpointPattern[],
  endpoint: EndpointState,
  isBehindNat: boolean | undefined,
): Decision {
  const pattern = findPattern(patterns, endpoint);
  if (pattern === undefined) return { kind: endpoint.isTrunk ? 'trunk' : 'unmatched' };
  if (pattern.nat === 'auto' && isBehindNat === undefined) return { kind: 'unseen', pattern };
  const wanted = findWantedSettings(pattern, isBehindNat === true);
  if (wanted === undefined) return { kind: 'keep', pattern };
  return { kind: 'managed', pattern, comparisons: compareSettings(wanted, endpoint) };
}
