// One packet may be in a capture several times: on each interface that it passed, before and behind a
// router's translation. No phone sent it so often.

import { RecentMap } from '../../base/recent-map.ts';
import { SeededHash } from '../../base/seeded-hash.ts';
import type { CapturedMessage } from '../captured-message.ts';

/** A machine is that quick; who sends again waits longer (T1, RFC 3261 §17.1.1.1: 500 ms). */
const SAME_PACKET_MS = 50;
const MAX_REMEMBERED = 4_096;

export class DuplicateFilter {
  private readonly hash = new SeededHash();
  private readonly seen = new RecentMap<number, number>(MAX_REMEMBERED);

  /** True for what was seen a moment ago. */
  has({ bytes, time }: CapturedMessage): boolean {
    const key = this.hash.number(bytes.toString('latin1'));
    const before = this.seen.get(key);
    if (before !== undefined && Math.abs(time - before) < SAME_PACKET_MS) return true;
    this.seen.set(key, time);
    return false;
  }
}
