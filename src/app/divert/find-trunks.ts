// The trunks that the files of the Asterisks on this machine have: their SIP is never diverted.

import { isAppError } from '../../base/app-error.ts';
import type { Trunk } from '../../host/asterisk-survey.ts';
import { findAsterisks } from '../../host/find-asterisk.ts';
import { surveyTrunks } from '../../host/survey-asterisk.ts';

/** None where there is no Asterisk. @throws AppError for files that are there and cannot be read */
export async function findTrunks(): Promise<readonly Trunk[]> {
  try {
    const found = await Promise.all((await findAsterisks()).map(surveyTrunks));
    return found.flat();
  } catch (error) {
    if (isAppError(error, 'ASTERISK_NOT_FOUND')) return [];
    throw error;
  }
}
