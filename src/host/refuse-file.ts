// What is said of a file of Asterisk's that may not be read.

import { AppError } from '../base/app-error.ts';

export function refuseFile(path: string, code: string, cause: unknown): AppError {
  return new AppError(
    'ASTERISK_UNREADABLE',
    `${path} cannot be read (${code}): run the command as root, or as the user that Asterisk runs as`,
    { cause },
  );
}
