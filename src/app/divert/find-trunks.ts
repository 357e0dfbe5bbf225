// The trunks that the files of the Asterisks on this machine have: their SIP is never diverted.

import { isAppError } from '../../base/app-error.ts';
import type { Trunk } from '../../host/asterisk-survey.ts';
import { findAsterisks } from '../../host/find-asterisk.ts';
import { surveyAsterisk } from '../../host/survey-asterisk.ts';

/** None where there is no Asterisk. @throws AppError for files that are there and cannot be read */
export async function findTrunks(): Promise<readonly Trunk[]> {
  try {
    const surveys = await Promise.all((await findAsterisks()).map(surveyAsterisk));
    return surveys.flatMap(({ trunks }) => trunks);
  } catch (error) {
    if (isAppError(error, 'ASTERISK_NOT_FOUND')) return [];
    throw error;
  }
}
