// Calls that end at the same length: a timer ends them, not a person.

import type { DialogFacts } from './facts/dialog-facts.ts';

type Calls = DialogFacts['ended'];

export interface EqualLengths {
  /** The timer, milliseconds. */
  readonly lengthMs: number;
  /** Those that it ended, the earliest first. */
  readonly calls: Calls;
}

/**
 * What timers are set to: no ACK for 32 s, routers that forget after 30, 60, 120, 180 and 300 s, session
 * timers at their least (Min-SE), 90 s, and at 600, 900, 1800 and 3600 s.
 */
const TIMERS_S = [30, 32, 60, 90, 120, 180, 300, 600, 900, 1_800, 3_600];
const TOLERANCE_MS = 2_000;
/** Of three calls a timer's ends lie that close together; people hit that once in ten thousand times. */
const SPREAD_MS = 1_000;
const FEWEST = 3;
/** One more makes up for ends that lie as far apart as the tolerance allows. */
const ENOUGH = 4;

/**
 * The latest calls that came to a timer's length all ended there, by the other side: one that lasted
 * longer, or that the phone ended there, shows that there is no such timer.
 */
export function findEqualLengths(calls: Calls): EqualLengths | undefined {
  for (const timer of TIMERS_S) {
    const lengthMs = timer * 1_000;
    const reached = calls.filter((call) => call.lengthMs >= lengthMs - TOLERANCE_MS);
    const others = reached.findLastIndex(
      (call) => call.lengthMs > lengthMs + TOLERANCE_MS || call.endedBy === 'phone',
    );
    const ended = reached.slice(others + 1);
    if (ended.length >= ENOUGH || (ended.length >= FEWEST && spreadOf(ended) <= SPREAD_MS))
      return { lengthMs, calls: ended };
  }
  return undefined;
}

function spreadOf(calls: Calls): number {
  const lengths = calls.map(({ lengthMs }) => lengthMs);
  return Math.max(...lengths) - Math.min(...lengths);
}
