// Why the registration attempts of a device do not succeed: the first rule that applies.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import { describeAnswerWay } from './answer-way.ts';
import { cutName } from './cut-name.ts';
import type { BrokenLeg } from './device-record.ts';
import { countRegisters, formatTime } from './plain-words.ts';
import type { RegisterSeries } from './register-series.ts';

export interface Trouble {
  readonly leg: Exclude<BrokenLeg, 'none'>;
  readonly evidence: readonly string[];
}

/** An answer that is lost once is UDP; a phone repeats after 0.5 s, 1 s, 2 s, 4 s. */
const LOST_ANSWERS = 2;
/** A phone may use a nonce that is too old; its second try has a new one. */
const FRUITLESS_REFUSALS = 2;
/** A phone that never answers a challenge. */
const FRUITLESS_CHALLENGES = 3;
/** A phone whose port changes between challenge and answer is challenged once more. */
const FRUITLESS_HELD = 3;

type Settings = Pick<EndpointState, 'driver' | 'forceRport'>;

/** @param settings of the account's endpoint in Asterisk; undefined unknown */
export function findTrouble(
  series: RegisterSeries,
  settings: Settings | undefined,
): Trouble | undefined {
  if (series.repeats >= LOST_ANSWERS) return describeLostAnswer(series, settings);
  if (series.since === 0) return undefined;
  return (
    findAsterisksWord(series) ??
    findSilence(series) ??
    findRefusal(series, settings?.driver) ??
    findLoop(series, settings)
  );
}

function describeLostAnswer(series: RegisterSeries, settings: Settings | undefined): Trouble {
  const { repeats, statusCode } = series;
  return {
    leg: 'proxy-to-phone',
    evidence: [
      `it sent the same REGISTER ${repeats} times more after it was answered with ${statusCode}`,
      describeAnswerWay(series, settings?.forceRport),
    ],
  };
}

function findAsterisksWord(series: RegisterSeries): Trouble | undefined {
  const { word, source, statusCode } = series;
  if (word === undefined || statusCode === 0 || isServerFailure(statusCode)) return undefined;
  const account = word.account === '' ? 'the account' : `account ${cutName(word.account)}`;
  const reason = word.reason === '' ? '' : ` (${word.reason})`;
  switch (word.outcome) {
    case 'failed':
      return {
        leg: 'credentials',
        evidence: [`Asterisk says: the password for ${account} is wrong`, countRefused(series)],
      };
    case 'unknown-account':
      return {
        leg: 'credentials',
        evidence: [`Asterisk says: it knows no such account${reason}`, countRefused(series)],
      };
    case 'acl-refused':
      return {
        leg: 'policy',
        evidence: [
          `Asterisk says: an access list of ${account} refuses it${reason}`,
          `its REGISTER from ${source} was answered ${statusCode} without a challenge that it could answer`,
        ],
      };
    case 'request-refused':
      return {
        leg: 'policy',
        evidence: [`Asterisk says: it refuses the request${reason}`, countRefused(series)],
      };
    default:
      return undefined;
  }
}

function findSilence(series: RegisterSeries): Trouble | undefined {
  const { statusCode, since, unanswered } = series;
  if (statusCode === 0)
    return {
      leg: 'proxy-to-asterisk',
      evidence: [
        `${countRegisters(unanswered)} since ${formatTime(since)} had no answer from Asterisk in 32 s`,
      ],
    };
  if (!isServerFailure(statusCode)) return undefined;
  const meaning = statusCode === 503 ? ': no Asterisk is alive, or it is overloaded' : '';
  return {
    leg: 'proxy-to-asterisk',
    evidence: [`its last REGISTER was answered ${statusCode}${meaning}`],
  };
}

function findRefusal(
  series: RegisterSeries,
  driver: Settings['driver'] | undefined,
): Trouble | undefined {
  const { refusalCode, refusals, word } = series;
  if (refusals === 0 || isServerFailure(refusalCode)) return undefined;
  if (refusalCode === 401 || refusalCode === 407) {
    return refusals < FRUITLESS_REFUSALS
      ? undefined
      : { leg: 'credentials', evidence: [countRefused(series)] };
  }
  if (refusalCode !== 403) return { leg: 'policy', evidence: [explainStatus(series)] };
  if (word?.outcome === 'succeeded' || (word === undefined && driver === 'chan_pjsip'))
    return {
      leg: 'policy',
      evidence: [
        word === undefined
          ? 'Asterisk reports no wrong password'
          : 'Asterisk accepted its credentials',
        'it was refused with 403 all the same: more contacts than max_contacts allows',
      ],
    };
  return { leg: 'credentials', evidence: [countRefused(series)] };
}

/** Of the server; a 6xx is of the request, as a 4xx is. */
function isServerFailure(statusCode: number): boolean {
  return statusCode >= 500 && statusCode < 600;
}

function explainStatus({ refusalCode }: RegisterSeries): string {
  const meanings: Readonly<Record<number, string>> = {
    404: 'Asterisk has no AOR of that name for its endpoint',
    420: 'Asterisk was asked for an extension that it has not; support_path=yes is missing',
    423: 'it asks for less time than Asterisk allows',
    603: 'chan_sip may not use its Contact (contactdeny, contactacl)',
  };
  const meaning = meanings[refusalCode];
  return `its REGISTER was refused with ${refusalCode}${meaning === undefined ? '' : `: ${meaning}`}`;
}

function findLoop(series: RegisterSeries, settings: Settings | undefined): Trouble | undefined {
  const { challenges, held, since } = series;
  if (held >= FRUITLESS_HELD)
    return {
      leg: 'credentials',
      evidence: [
        `farend held its credentials back ${held} times since ${formatTime(since)}: they came from elsewhere before, or answer a challenge that another address got`,
      ],
    };
  if (challenges < FRUITLESS_CHALLENGES) return undefined;
  return {
    leg: 'proxy-to-phone',
    evidence: [
      `${countRegisters(challenges)} without credentials since ${formatTime(since)}, each answered with a challenge`,
      describeAnswerWay(series, settings?.forceRport),
      'it never answers the challenge: it does not arrive, or the phone has no password',
    ],
  };
}

function countRefused(series: RegisterSeries): string {
  const { refusals, challenges, refusalCode, statusCode, since, source } = series;
  const count = Math.max(refusals, challenges, 1);
  return `${countRegisters(count)} from ${source} refused with ${refusalCode || statusCode} since ${formatTime(since)}`;
}
