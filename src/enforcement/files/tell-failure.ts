// A file that the policy cannot have as it should be.

import { tellFileFailure } from '../../base/tell-file-failure.ts';

/**
 * @param what it was to be: "cannot be written"
 * @throws AppError POLICY_UNWRITABLE in the place of the system's error
 */
export function naming<Result>(
  file: string,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return tellFileFailure({ file, what, code: 'POLICY_UNWRITABLE', nextStep }, work);
}

function nextStep(): string {
  return 'run "farend policy apply" as a user who may, give farend’s user the right to, or set policy.write: none and paste what "farend policy plan" prints';
}
