// Plans, and what came of applying them, as JSON: docs/reference/cli.md has the fields.

import {
  type ApplyReport,
  isDrifted,
  isFailure,
  type PlanOutcome,
  type PlanReport,
} from '../../app/policy/policy-report.ts';

/** Every field is always there, but for an Asterisk of which nothing could be found out. */
export function describePlan(outcome: PlanOutcome) {
  return isFailure(outcome) ? outcome : { ...describeReport(outcome), failure: null };
}

/** @param applied of the same Asterisk; undefined: nothing was begun there */
export function describeApply(outcome: PlanOutcome, applied: ApplyReport | undefined) {
  if (isFailure(outcome)) return { ...outcome, result: null };
  const failure = applied?.failure ?? '';
  return {
    ...describeReport(outcome),
    failure: failure === '' ? null : failure,
    result: applied?.result ?? null,
  };
}

function describeReport(report: PlanReport) {
  const { asterisk, version, plan, removals, ...rest } = report;
  const { counts, exceptions, warnings } = plan;
  return {
    asterisk,
    version: version === '' ? null : version,
    drift: isDrifted(report),
    counts,
    ...rest,
    removals: removals.map(({ section: { kind, object, store }, where, why }) => ({
      kind,
      object,
      store,
      where,
      why,
    })),
    exceptions,
    warnings,
  };
}
