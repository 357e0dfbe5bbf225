// How the policy stands at one Asterisk, in numbers: what `farend policy plan` would say.

import { AppError } from '../../base/app-error.ts';
import type { PolicyStanding } from '../../doctor/asterisk/asterisk-facts.ts';
import type { PolicyListener } from '../policy/policy-listener.ts';
import { isFailure } from '../policy/policy-report.ts';
import { openPolicyRun } from '../policy/policy-run.ts';

const NOBODY: PolicyListener = {
  onRead: () => undefined,
  onStep: () => undefined,
  onProgress: () => undefined,
};

/** Exceptions that begin so are about a line of a file. */
const PLACE = /^\/.+?:\d+/;

/** @throws AppError AMI_UNREACHABLE with whatever kept the plan from being made */
export async function gatherPolicy(file: string, asterisk: string): Promise<PolicyStanding> {
  const wish = { file, what: 'farend policy plan', asterisk, endpoint: undefined } as const;
  const run = await openPolicyRun(wish, NOBODY);
  try {
    const [outcome] = await run.plan();
    if (outcome === undefined || isFailure(outcome))
      throw new AppError('POLICY_UNWRITABLE', outcome?.failure ?? `${asterisk} has no plan`);
    const { plan, unwritable, missingLines, remarks } = outcome;
    return {
      managed: plan.counts.managed,
      changes: plan.changes.length + plan.removals.length,
      unwritable,
      missingLines,
      warnings: plan.warnings,
      remarks,
      hindrances: plan.exceptions.map(({ why }) => why).filter((why) => PLACE.test(why)),
    };
  } finally {
    await run.close();
  }
}
