// Calls and other requests from one address whose credentials Asterisk refused, counted by account over
// some minutes. REGISTERs are counted by the records of those who send them.

import type { RequestRefused } from '../../observation/dialog-observation.ts';

export interface GuessFacts {
  /** Of the account that was tried last. */
  readonly account: string;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly lastAt: number;
}

/** Phones try again every half a minute; one that is silent for so long has begun anew. */
const WINDOW_MS = 300_000;

/** @param before undefined for the first */
export function countGuess(
  before: GuessFacts | undefined,
  { username = '', time }: RequestRefused,
): GuessFacts {
  if (before?.account !== username || time - before.since > WINDOW_MS)
    return { account: username, count: 1, since: time, lastAt: time };
  return { ...before, count: before.count + 1, lastAt: time };
}
