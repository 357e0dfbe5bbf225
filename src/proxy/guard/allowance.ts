// How much somebody may send: a sustained rate and a burst on top, in one number for each sender
// (GCRA: the time at which the next datagram would be due if they came evenly). The table is bounded;
// a sender who falls out of it starts afresh, so nobody loses by another's flood of made-up senders.

import { RecentKeys } from '../recent-keys.ts';

export interface Rate {
  readonly perSecond: number;
  /** What may come at once after a silence. */
  readonly burst: number;
}

/** What one take may count at most. */
const MAX_COUNT = 16;

export class Allowance {
  private readonly intervalMs: number;
  private readonly toleranceMs: number;
  /** When the next datagram of each sender is due, milliseconds since 1970. */
  private readonly dueAt: RecentKeys;

  /** @param capacity senders kept at a time */
  constructor({ perSecond, burst }: Rate, capacity: number) {
    this.intervalMs = 1000 / perSecond;
    this.toleranceMs = (burst - 1) * this.intervalMs;
    // By then the whole burst is there again, and nothing needs to be known.
    this.dueAt = new RecentKeys((burst + MAX_COUNT) * this.intervalMs, capacity);
  }

  /**
   * Takes a datagram out of the allowance; false when nothing is left, which costs nothing.
   *
   * @param key a whole number from 0 to 2^53 - 1, evenly distributed
   * @param count as how many datagrams it counts, 16 at most
   */
  take(key: number, nowMs: number, count = 1): boolean {
    const due = this.dueAt.get(key, nowMs);
    const cost = Math.min(count, MAX_COUNT) * this.intervalMs;
    const ahead = due - nowMs;
    if (ahead > this.toleranceMs) {
      // Further ahead than a burst can lead: the clock was set back, and the entry means nothing.
      if (ahead <= this.toleranceMs + MAX_COUNT * this.intervalMs) return false;
      this.dueAt.set(key, nowMs + cost, nowMs);
      return true;
    }
    this.dueAt.set(key, Math.max(due, nowMs) + cost, nowMs);
    return true;
  }
}
