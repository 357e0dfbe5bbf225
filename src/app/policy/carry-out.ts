// A plan carried out at one Asterisk, for a command and for the companion: what fails is in the report.

import { isAppError } from '../../base/app-error.ts';
import type { PolicyLock } from '../../enforcement/apply/policy-lock.ts';
import type { AsteriskPolicy } from './asterisk-policy.ts';
import type { ApplyReport, PlanReport } from './policy-report.ts';

export async function carryOut(
  policy: AsteriskPolicy,
  report: PlanReport,
  lock: PolicyLock,
  signal: AbortSignal,
): Promise<ApplyReport> {
  const { asterisk, plan } = report;
  const written = plan.changes.filter(({ writer }) => writer !== 'paste').length;
  try {
    const result = await policy.apply(report, lock, signal);
    const isApplied = result.outcome === 'applied';
    return {
      asterisk,
      result,
      failure: describeRest(report),
      changed: isApplied ? written : 0,
      removed: isApplied ? plan.removals.length : 0,
    };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return failApply(asterisk, error.message);
  }
}

/** Nothing was begun. */
export function failApply(asterisk: string, failure: string): ApplyReport {
  return { asterisk, result: undefined, failure, changed: 0, removed: 0 };
}

/** What only a person can do; '' for nothing. */
function describeRest({ plan, unwritable }: PlanReport): string {
  const pasted = plan.changes.filter(({ writer }) => writer === 'paste').length;
  const sentences = [
    pasted === 0 ? '' : `${pasted} to be pasted by hand: farend policy plan prints the text.`,
    unwritable === 0 ? '' : `${unwritable} that cannot be set: farend policy plan says why.`,
  ].filter((sentence) => sentence !== '');
  return sentences.length === 0 ? '' : `Settings are left: ${sentences.join(' ')}`;
}

/**
 * Takes back what was cut off, before anything else is done.
 *
 * @returns what a person should know of it, a sentence each
 * @throws AppError POLICY_BUSY, POLICY_UNWRITABLE
 */
export async function recoverFirst(policy: AsteriskPolicy, lock: PolicyLock): Promise<string[]> {
  const recovery = await policy.recover(lock);
  if (recovery === undefined) return [];
  const { at, by, user, outcome, reasons } = recovery;
  const whose = by === 'companion' ? "the companion's" : `${user}'s`;
  const end =
    outcome === 'rolled-back'
      ? 'has been taken back'
      : 'could not be taken back, and nothing is changed before it is';
  return [`A change of ${at}, ${whose}, had been cut off and ${end}. ${reasons.join(' ')}`.trim()];
}
