// What the system says of a file, with the next step.

import { AppError, isAppError } from '../../base/app-error.ts';

/**
 * @param what it was to be: "cannot be written"
 * @throws AppError POLICY_UNWRITABLE in the place of the system's error
 */
export async function naming<Result>(
  file: string,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error)) throw error;
    const { code = (error as Error).message } = error as NodeJS.ErrnoException;
    throw new AppError('POLICY_UNWRITABLE', `${file} ${what} (${code}): ${nextStep(code)}`, {
      cause: error,
    });
  }
}

function nextStep(code: string): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'make room on the disk, then try again';
  if (code === 'EROFS') return 'the disk is mounted read-only; mount it writable, then try again';
  return 'run "farend policy apply" as a user who may, give farend’s user the right to, or set policy.write: none and paste what "farend policy plan" prints';
}
