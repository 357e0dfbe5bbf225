// What is remembered of a phone's calls and other dialogs: the latest of each kind of trouble, and how
// its last calls ended. Small, since there may be a hundred thousand.

import type {
  AckMissing,
  CallEnded,
  DialogObservation,
  LargeMessage,
  MediaSeen,
  RequestUnanswered,
} from '../../observation/dialog-observation.ts';

/** The latest of its kind, and how often there was one since the first. */
interface Repeated<Observation> {
  readonly latest: Observation;
  readonly count: number;
  /** Of the first, milliseconds since 1970. */
  readonly since: number;
}

export interface DialogFacts {
  ackMissing: Repeated<AckMissing> | undefined;
  /** Within a dialog. */
  unanswered: Repeated<RequestUnanswered> | undefined;
  /** The latest without an answer that was longer than a datagram should be. */
  lostLarge: RequestUnanswered | undefined;
  media: Repeated<MediaSeen> | undefined;
  /** The latest that was longer than a datagram should be. */
  large: LargeMessage | undefined;
  /** Latest last, bounded. */
  ended: readonly Pick<CallEnded, 'time' | 'lengthMs' | 'endedBy'>[];
}

/** RFC 3261 §18.1.1: within 200 bytes of a path's usual 1500, UDP is not for it. */
const LARGEST_ON_UDP = 1_300;
const MAX_CALLS = 6;
/** After that long without another the next one counts as the first. */
const SERIES_MS = 3_600_000;

export function createDialogFacts(): DialogFacts {
  return {
    ackMissing: undefined,
    unanswered: undefined,
    lostLarge: undefined,
    media: undefined,
    large: undefined,
    ended: [],
  };
}

export function applyDialog(facts: DialogFacts, observation: DialogObservation): void {
  switch (observation.kind) {
    case 'ack-missing':
      facts.ackMissing = repeat(facts.ackMissing, observation);
      break;
    case 'unanswered':
      if (observation.isInDialog) facts.unanswered = repeat(facts.unanswered, observation);
      if (observation.size > LARGEST_ON_UDP) facts.lostLarge = observation;
      break;
    case 'media':
      facts.media = repeat(facts.media, observation);
      break;
    case 'large':
      facts.large = observation;
      break;
    case 'ended': {
      const { time, lengthMs, endedBy } = observation;
      facts.ended = [...facts.ended, { time, lengthMs, endedBy }].slice(-MAX_CALLS);
      break;
    }
    case 'answered':
    case 'refused':
      break;
  }
}

/** The call before which this one began was a good one: it lasted longer than trouble would let it. */
export function hasGoodCallSince(
  { ended }: DialogFacts,
  sinceMs: number,
  atLeastMs: number,
): boolean {
  return ended.some(({ time, lengthMs }) => lengthMs >= atLeastMs && time - lengthMs > sinceMs);
}

function repeat<Observation extends DialogObservation>(
  before: Repeated<Observation> | undefined,
  latest: Observation,
): Repeated<Observation> {
  if (before === undefined || latest.time - before.latest.time > SERIES_MS)
    return { latest, count: 1, since: latest.time };
  const isSameCall = before.latest.callId === latest.callId;
  return { latest, count: before.count + (isSameCall ? 0 : 1), since: before.since };
}
