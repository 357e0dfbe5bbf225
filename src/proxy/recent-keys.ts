// A bounded memory that forgets: a table of fixed size whose entries give way to younger ones. It
// holds numbers only and makes no garbage, since every REGISTER asks it several times.

/** Entries that share a bucket; one of them has to go when the bucket is full. */
const WAYS = 8;
/** Numbers of an entry, side by side so that a bucket is one stretch of memory: key, value, time. */
const STRIDE = 3;
const EMPTY = -1;

export class RecentKeys {
  private readonly buckets: number;
  private readonly lifetimeMs: number;
  private readonly entries: Float64Array;

  /**
   * @param lifetimeMs how long an entry counts
   * @param capacity entries in all; past it the oldest of a bucket goes early
   */
  constructor(lifetimeMs: number, capacity: number) {
    this.lifetimeMs = lifetimeMs;
    this.buckets = Math.ceil(capacity / WAYS);
    this.entries = new Float64Array(this.buckets * WAYS * STRIDE).fill(EMPTY);
  }

  /**
   * The value under a key, or -1 when there is none or it is too old.
   *
   * @param key a whole number from 0 to 2^53 - 1, evenly distributed
   * @param nowMs the clock that `set` was given
   */
  get(key: number, nowMs: number): number {
    const { entries } = this;
    const at = this.find(key);
    return at < 0 || nowMs - (entries[at + 2] as number) > this.lifetimeMs
      ? EMPTY
      : (entries[at + 1] as number);
  }

  /** @param value 0 or more */
  set(key: number, value: number, nowMs: number): void {
    const { entries } = this;
    const known = this.find(key);
    const at = known < 0 ? this.findOldest(key) : known;
    entries[at] = key;
    entries[at + 1] = value;
    entries[at + 2] = nowMs;
  }

  /** Where the key's entry begins, or EMPTY. */
  private find(key: number): number {
    const { entries } = this;
    const first = (key % this.buckets) * WAYS * STRIDE;
    for (let at = first; at < first + WAYS * STRIDE; at += STRIDE) {
      if (entries[at] === key) return at;
    }
    return EMPTY;
  }

  /** Where the oldest entry of the key's bucket begins; one that was never used is the oldest. */
  private findOldest(key: number): number {
    const { entries } = this;
    const first = (key % this.buckets) * WAYS * STRIDE;
    let oldest = first;
    for (let at = first + STRIDE; at < first + WAYS * STRIDE; at += STRIDE) {
      if ((entries[at + 2] as number) < (entries[oldest + 2] as number)) oldest = at;
    }
    return oldest;
  }
}
