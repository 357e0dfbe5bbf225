// What Asterisk itself says of registration attempts that it refused.

import { cutName } from './cut-name.ts';
import { countRegisters, formatTime } from './plain-words.ts';
import type { RegisterSeries } from './register-series.ts';
import type { Cause } from './trouble.ts';

/** What res_pjsip_registrar calls it when max_contacts is reached. */
const NO_ROOM = 'registrar_attempt_exceeds_maximum_configured_contacts';

export function findAsterisksWord(series: RegisterSeries): Cause | undefined {
  const { word, source, statusCode } = series;
  if (word === undefined || statusCode === 0 || isServerFailure(statusCode)) return undefined;
  const account = word.account === '' ? 'the account' : `account ${cutName(word.account)}`;
  const reason = word.reason === '' ? '' : ` (${word.reason})`;
  switch (word.outcome) {
    case 'failed':
      return {
        kind: 'wrong-password',
        leg: 'credentials',
        evidence: [`Asterisk says: the password for ${account} is wrong`, countRefused(series)],
      };
    case 'unknown-account':
      return {
        kind: 'unknown-account',
        leg: 'credentials',
        evidence: [`Asterisk says: it knows no such account${reason}`, countRefused(series)],
      };
    case 'acl-refused':
      return {
        kind: 'acl-refused',
        leg: 'policy',
        evidence: [
          `Asterisk says: an access list of ${account} refuses it${reason}`,
          `its REGISTER from ${source} was answered ${statusCode} without a challenge that it could answer`,
        ],
      };
    case 'request-refused':
      return {
        kind: word.reason === NO_ROOM ? 'max-contacts' : 'request-refused',
        leg: 'policy',
        evidence: [`Asterisk says: it refuses the request${reason}`, countRefused(series)],
      };
    default:
      return undefined;
  }
}

export function countRefused(series: RegisterSeries): string {
  const { refusals, challenges, refusalCode, statusCode, since, source } = series;
  const count = Math.max(refusals, challenges, 1);
  return `${countRegisters(count)} from ${source} refused with ${refusalCode || statusCode} since ${formatTime(since)}`;
}

/** Of the server; a 6xx is of the request, as a 4xx is. */
export function isServerFailure(statusCode: number): boolean {
  return statusCode >= 500 && statusCode < 600;
}
