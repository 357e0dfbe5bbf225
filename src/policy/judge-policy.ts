// Whether the settings that Asterisk has of an endpoint are those that the policy wants.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import { isDifference, type PolicyDifference } from './comparison.ts';
import { type Decision, decide } from './decide.ts';
import type { EndpointPattern } from './wanted-settings.ts';

export const policyStates = ['compliant', 'drift', 'unmanaged', 'unknown'] as const;

export interface PolicyVerdict {
  /**
   * `unmanaged`: no pattern matches it, or `nat: keep`. `unknown`: Asterisk has not told all that is
   * to be compared, and what it has told is as it should be; or `nat: auto`, and nothing was seen of
   * its phone yet.
   */
  readonly state: (typeof policyStates)[number];
  /** Empty but for `drift`. */
  readonly differences: readonly PolicyDifference[];
}

/**
 * @param endpoints `policy.endpoints` of the configuration: the first that matches wins
 * @param settings undefined: Asterisk has not told of the endpoint
 * @param isBehindNat what the wire showed of its phone, for `nat: auto`; undefined: nothing yet
 */
export function judgePolicy(
  endpoints: readonly EndpointPattern[],
  settings: EndpointState | undefined,
  isBehindNat?: boolean,
): PolicyVerdict {
  if (settings === undefined) return { state: 'unknown', differences: [] };
  return judgeDecision(decide(endpoints, settings, isBehindNat));
}

/** The same of an endpoint that was looked up already. */
export function judgeDecision(decision: Decision): PolicyVerdict {
  if (decision.kind === 'unseen') return { state: 'unknown', differences: [] };
  if (decision.kind !== 'managed') return { state: 'unmanaged', differences: [] };
  const differences = decision.comparisons.filter(isDifference);
  if (differences.length > 0) return { state: 'drift', differences };
  const isKnown = decision.comparisons.every(({ actual }) => actual !== undefined);
  return { state: isKnown ? 'compliant' : 'unknown', differences };
}
