// What the system says of a file, as an AppError with the next step.

import { AppError, type ErrorCode, isAppError } from './app-error.ts';

export interface FileWork {
  readonly file: string;
  /** What it was to be: "cannot be written". */
  readonly what: string;
  readonly code: ErrorCode;
  /** Where neither room nor a read-only disk is the reason: by the system's code, such as EACCES. */
  readonly nextStep: (systemCode: string) => string;
}

/** @throws AppError of that code in the place of the system's error; other AppErrors as they are */
export async function tellFileFailure<Result>(
  { file, what, code, nextStep }: FileWork,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error)) throw error;
    const { code: systemCode = (error as Error).message } = error as NodeJS.ErrnoException;
    const next = findDiskStep(systemCode) ?? nextStep(systemCode);
    throw new AppError(code, `${file} ${what} (${systemCode}): ${next}`, { cause: error });
  }
}

function findDiskStep(systemCode: string): string | undefined {
  if (systemCode === 'ENOSPC' || systemCode === 'EDQUOT')
    return 'make room on the disk, then try again';
  if (systemCode === 'EROFS')
    return 'the disk is mounted read-only; mount it writable, then try again';
  return undefined;
}
