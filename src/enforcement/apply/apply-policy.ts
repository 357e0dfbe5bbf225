// Carries out a plan for one Asterisk, and takes it back when anything is not as it should be. The
// steps are in apply-steps.ts.

import type { PolicyPlan } from '../../policy/policy-plan.ts';
import { type ApplyOptions, ApplyRun } from './apply-run.ts';
import type { ApplyResult } from './apply-step.ts';
import { orderedSteps } from './apply-steps.ts';
import { takeBack } from './take-back.ts';

/** An Asterisk that a service manager starts again is back within that time. */
const PATIENCE_MS = 60_000;
const INTERRUPTED = 'It was interrupted: only a change that was watched to its end stays.';

/**
 * What is interrupted by `signal` is taken back, at whichever step.
 *
 * @throws AppError when it could not begin and nothing was changed: POLICY_BUSY, POLICY_UNWRITABLE,
 *   AMI_UNREACHABLE, AMI_REFUSED, and what the writers' `prepare` throws
 */
export async function applyPolicy(plan: PolicyPlan, options: ApplyOptions): Promise<ApplyResult> {
  const run = new ApplyRun(plan, options);
  if (run.changes.length + run.removals.length === 0)
    return { outcome: 'nothing-to-do', reasons: [], lostRegistrations: [], registrationsBefore: 0 };
  const reasons = await carryOut(run);
  const { watch, before } = run;
  const found = { lostRegistrations: watch.lost, registrationsBefore: before.contacts.length };
  if (reasons.length === 0) return { outcome: 'applied', reasons, ...found };
  return { ...(await goBack(run, reasons)), ...found };
}

/** @returns why it must be taken back, one sentence each; none when it stays */
async function carryOut(run: ApplyRun): Promise<readonly string[]> {
  const { signal } = run.options;
  try {
    for (const { name, describe, carryOut: carryOutStep } of orderedSteps) {
      signal.throwIfAborted();
      await run.begin(name, describe(run));
      const reasons = await carryOutStep(run);
      if (reasons.length > 0) return reasons;
    }
    return [];
  } catch (error) {
    if (signal.aborted) return [INTERRUPTED];
    if (run.opened === undefined) throw error;
    return [`${(error as Error).message}.`];
  }
}

async function goBack(
  { opened, before, options, watch }: ApplyRun,
  reasons: readonly string[],
): Promise<Pick<ApplyResult, 'outcome' | 'reasons'>> {
  if (opened === undefined) return { outcome: 'rolled-back', reasons };
  const { journal, patienceMs = PATIENCE_MS } = options;
  const back = await takeBack(opened, before, { ...options, patienceMs });
  const all = [...reasons, ...back.reasons];
  if (!back.isEnded) return { outcome: back.outcome, reasons: all };
  try {
    const lostRegistrations = watch.lost;
    await journal.end(opened.run, { outcome: back.outcome, reasons: all, lostRegistrations });
    return { outcome: back.outcome, reasons: all };
  } catch (error) {
    // The next start of farend takes it back once more, which changes nothing.
    return { outcome: back.outcome, reasons: [...all, `${(error as Error).message}.`] };
  }
}
