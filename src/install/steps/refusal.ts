// A file that an installation cannot have as it should be.

import { tellFileFailure } from '../../base/tell-file-failure.ts';

/**
 * @param what it was to be: "cannot be written"
 * @throws AppError INSTALL_REFUSED in the place of the system's error
 */
export function naming<Result>(
  file: string,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return tellFileFailure({ file, what, code: 'INSTALL_REFUSED', nextStep }, work);
}

function nextStep(code: string): string {
  return code === 'EACCES' || code === 'EPERM' ? 'run it as root' : 'see to it, then try again';
}
