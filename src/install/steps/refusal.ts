// What the system says of a file, with the next step.

import { AppError, isAppError } from '../../base/app-error.ts';

/**
 * @param what it was to be: "cannot be written"
 * @throws AppError INSTALL_REFUSED in the place of the system's error
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
    throw new AppError('INSTALL_REFUSED', `${file} ${what} (${code}): ${nextStep(code)}`, {
      cause: error,
    });
  }
}

function nextStep(code: string): string {
  if (code === 'EACCES' || code === 'EPERM') return 'run it as root';
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'make room on the disk, then try again';
  if (code === 'EROFS') return 'the disk is mounted read-only; mount it writable, then try again';
  return 'see to it, then try again';
}
