// How many endpoints are as the policy wants them.

import type { DecidedEndpoint } from './claims.ts';
import { judgeDecision } from './judge-policy.ts';
import type { PlanCounts } from './policy-plan.ts';

export function countEndpoints(decided: readonly DecidedEndpoint[]): PlanCounts {
  const states = decided.map(({ decision }) => judgeDecision(decision).state);
  const count = (state: (typeof states)[number]) => states.filter((one) => one === state).length;
  return {
    endpoints: decided.length,
    managed: decided.length - count('unmanaged'),
    compliant: count('compliant'),
    drifted: count('drift'),
    unknown: count('unknown'),
    trunks: decided.filter(({ decision }) => decision.kind === 'trunk').length,
  };
}
