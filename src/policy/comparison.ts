// One setting of one object of Asterisk's: how the policy wants it, and how it is.

import type { ObjectName } from './policy-plan.ts';

export interface Comparison extends ObjectName {
  /** In Asterisk's word for it: `force_rport`, `max_contacts`, or `nat` of chan_sip. */
  readonly setting: string;
  /** `yes`, `no`, a number, or the list of chan_sip's `nat`. */
  readonly wanted: string;
  /** Undefined where Asterisk does not say. */
  readonly actual: string | undefined;
}

export interface PolicyDifference extends Comparison {
  readonly actual: string;
}

/** What Asterisk does not say is none. */
export function isDifference<T extends Comparison>(
  comparison: T,
): comparison is T & PolicyDifference {
  return comparison.actual !== undefined && comparison.actual !== comparison.wanted;
}
