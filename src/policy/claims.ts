// What the policy wants of each object, whichever endpoints use it: an AOR may belong to several, and
// then the first of them has its way.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import type { Comparison } from './comparison.ts';
import type { Decision } from './decide.ts';
import type { PolicyWarning } from './policy-warning.ts';
import type { EndpointPattern } from './wanted-settings.ts';

export interface DecidedEndpoint {
  readonly endpoint: EndpointState;
  readonly decision: Decision;
}

/** A setting that one or more endpoints want as it is here. */
export interface Claim extends Comparison {
  /** In their order; only '' for [general]. */
  readonly endpoints: readonly string[];
  /** Of the first of them. */
  readonly pattern: EndpointPattern;
}

export interface Claims {
  /** One for each setting of each object, in the order of endpoints. */
  readonly claims: readonly Claim[];
  /** `shared-aor`. */
  readonly warnings: readonly PolicyWarning[];
}

/** @param decided in the order in which they come first */
export function gatherClaims(decided: readonly DecidedEndpoint[]): Claims {
  const bySetting = new Map<string, Claim>();
  const warnings: PolicyWarning[] = [];
  for (const { endpoint, decision } of decided) {
    if (decision.kind !== 'managed') continue;
    for (const comparison of decision.comparisons) {
      const key = JSON.stringify([comparison.kind, comparison.object, comparison.setting]);
      const first = bySetting.get(key);
      if (first === undefined)
        bySetting.set(key, {
          ...comparison,
          endpoints: [endpoint.name],
          pattern: decision.pattern,
        });
      else if (first.wanted === comparison.wanted)
        bySetting.set(key, {
          ...first,
          // Of the first one nothing may have been read, where only others are looked at.
          actual: first.actual ?? comparison.actual,
          endpoints: [...first.endpoints, endpoint.name],
        });
      else warnings.push(warnOfShared(first, comparison, endpoint.name));
    }
  }
  return { claims: [...bySetting.values()], warnings };
}

function warnOfShared(
  { object, setting, wanted, endpoints: [first = ''] }: Claim,
  other: Comparison,
  endpoint: string,
): PolicyWarning {
  return {
    name: 'shared-aor',
    endpoint,
    sentence: `The AOR ${object} belongs to ${first} and ${endpoint}, and the policy wants ${setting}=${wanted} for the first and ${other.wanted} for the second: it is set as ${first} wants it; let one entry match both.`,
  };
}
