// Why the registration attempts of a device do not succeed: the first rule that applies.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import { describeAnswerWay } from './answer-way.ts';
import { countRefused, findAsterisksWord, isServerFailure } from './asterisks-word.ts';
import type { BrokenLeg, RecordedTrouble, TroubleKind } from './device-record.ts';
import { countRegisters, formatTime } from './plain-words.ts';
import type { RegisterSeries } from './register-series.ts';

export interface Trouble extends RecordedTrouble {
  readonly leg: Exclude<BrokenLeg, 'none'>;
  readonly evidence: readonly string[];
}

export type Cause = Pick<Trouble, 'kind' | 'leg' | 'evidence'>;

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
  const cause = findCause(series, settings);
  if (cause === undefined) return undefined;
  const { since, lastAt, statusCode } = series;
  return { ...cause, since: since || lastAt, count: countOf(cause.kind, series), statusCode };
}

function countOf(kind: TroubleKind, series: RegisterSeries): number {
  const { repeats, earlierRepeats, challenges, held, unanswered, refusals } = series;
  switch (kind) {
    case 'answer-lost':
      return Math.max(repeats, earlierRepeats);
    case 'challenge-loop':
      return challenges;
    case 'held-back':
      return held;
    case 'unanswered':
      return unanswered;
    default:
      return Math.max(refusals, challenges, 1);
  }
}

function findCause(series: RegisterSeries, settings: Settings | undefined): Cause | undefined {
  if (series.repeats >= LOST_ANSWERS) return describeLostAnswer(series, settings);
  if (series.since === 0) return undefined;
  return (
    findAsterisksWord(series) ??
    findSilence(series) ??
    findRefusal(series, settings?.driver) ??
    findLoop(series, settings)
  );
}

function describeLostAnswer(series: RegisterSeries, settings: Settings | undefined): Cause {
  const { statusCode } = series;
  const repeats = countOf('answer-lost', series);
  return {
    kind: 'answer-lost',
    leg: 'proxy-to-phone',
    evidence: [
      `it sent the same REGISTER ${repeats} times more after it was answered with ${statusCode}`,
      describeAnswerWay(series, settings?.forceRport),
    ],
  };
}

function findSilence(series: RegisterSeries): Cause | undefined {
  const { statusCode, since, unanswered, producer } = series;
  if (statusCode === 0)
    return {
      kind: 'unanswered',
      leg: 'proxy-to-asterisk',
      evidence: [
        `${countRegisters(unanswered)} since ${formatTime(since)} had no answer ${producer === 'capture' ? 'in the capture' : 'from Asterisk in 32 s'}`,
      ],
    };
  if (!isServerFailure(statusCode)) return undefined;
  const meaning = statusCode === 503 ? ': no Asterisk is alive, or it is overloaded' : '';
  return {
    kind: 'server-failure',
    leg: 'proxy-to-asterisk',
    evidence: [`its last REGISTER was answered ${statusCode}${meaning}`],
  };
}

function findRefusal(
  series: RegisterSeries,
  driver: Settings['driver'] | undefined,
): Cause | undefined {
  const { refusalCode, refusals, word } = series;
  if (refusals === 0 || isServerFailure(refusalCode)) return undefined;
  if (refusalCode === 401 || refusalCode === 407) {
    return refusals < FRUITLESS_REFUSALS ? undefined : refuseCredentials(series);
  }
  if (refusalCode !== 403)
    return { kind: 'refused', leg: 'policy', evidence: [explainStatus(series)] };
  if (word?.outcome === 'succeeded' || (word === undefined && driver === 'chan_pjsip'))
    return {
      kind: 'max-contacts',
      leg: 'policy',
      evidence: [
        word === undefined
          ? 'Asterisk reports no wrong password'
          : 'Asterisk accepted its credentials',
        'it was refused with 403 all the same: more contacts than max_contacts allows',
      ],
    };
  return refuseCredentials(series);
}

function refuseCredentials(series: RegisterSeries): Cause {
  return { kind: 'credentials-refused', leg: 'credentials', evidence: [countRefused(series)] };
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

function findLoop(series: RegisterSeries, settings: Settings | undefined): Cause | undefined {
  const { challenges, earlierRepeats, held, since } = series;
  if (held >= FRUITLESS_HELD)
    return {
      kind: 'held-back',
      leg: 'credentials',
      evidence: [
        `farend held its credentials back ${held} times since ${formatTime(since)}: they came from elsewhere before, or answer a challenge that another address got`,
      ],
    };
  if (challenges < FRUITLESS_CHALLENGES) return undefined;
  // It gives up, begins anew, and the next answer is lost as well.
  if (earlierRepeats >= LOST_ANSWERS) return describeLostAnswer(series, settings);
  return {
    kind: 'challenge-loop',
    leg: 'proxy-to-phone',
    evidence: [
      `${countRegisters(challenges)} without credentials since ${formatTime(since)}, each answered with a challenge`,
      describeAnswerWay(series, settings?.forceRport),
      'it never answers the challenge: it does not arrive, or the phone has no password',
    ],
  };
}
