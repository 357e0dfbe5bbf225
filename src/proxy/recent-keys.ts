// A bounded memory that forgets: a table of fixed size whose entries give way to younger ones. It
// holds numbers only and makes no garbage, since every REGISTER asks it several times.

/** Entries that share a bucket; one of them has to go when the bucket is full. */
const WAYS = 8;
/** A bucket is one stretch of memory: first its keys, which fill a cache line, then values and times. */
const VALUE = WAYS;
const TIME = 2 * WAYS;
const BUCKET = 3 * WAYS;
const EMPTY = -1;

export class RecentKeys {
  private readonly lifetimeMs: number;
  /** Index of the last bucket; a power of two less one, so that a key finds its bucket at no cost. */
  private readonly lastBucket: number;
  private readonly entries: Float64Array;

  /**
   * @param lifetimeMs how long an entry counts
   * @param capacity entries in all, made a power of two; past it the oldest of a bucket goes early
   */
  constructor(lifetimeMs: number, capacity: number) {
    const buckets = 2 ** Math.ceil(Math.log2(capacity / WAYS));
    this.lifetimeMs = lifetimeMs;
    this.lastBucket = buckets - 1;
    this.entries = new Float64Array(buckets * BUCKET).fill(EMPTY);
  }

  /**
   * The value under a key, or -1 when there is none or it is too old.
   *
   * @param key a whole number from 0 to 2^53 - 1, evenly distributed in its lower 32 bits
   * @param nowMs the clock that `set` was given
   */
  get(key: number, nowMs: number): number {
    const { entries } = this;
    const at = this.find(key);
    return at < 0 || nowMs - (entries[at + TIME] as number) > this.lifetimeMs
      ? EMPTY
      : (entries[at + VALUE] as number);
  }

  /** @param value 0 or more */
  set(key: number, value: number, nowMs: number): void {
    const { entries } = this;
    const known = this.find(key);
    const at = known < 0 ? this.findOldest(key) : known;
    entries[at] = key;
    entries[at + VALUE] = value;
    entries[at + TIME] = nowMs;
  }

  /** Adds to the value under a key, which is 0 when there is none; returns the sum. */
  add(key: number, more: number, nowMs: number): number {
    const sum = Math.max(this.get(key, nowMs), 0) + more;
    this.set(key, sum, nowMs);
    return sum;
  }

  /** Where the bucket of a key begins. */
  private bucketOf(key: number): number {
    return (key & this.lastBucket) * BUCKET;
  }

  /** Where the key stands, or EMPTY. */
  private find(key: number): number {
    const { entries } = this;
    const first = this.bucketOf(key);
    for (let at = first; at < first + WAYS; at += 1) {
      if (entries[at] === key) return at;
    }
    return EMPTY;
  }

  /** Where the key of the oldest entry of a bucket stands; one that was never used is the oldest. */
  private findOldest(key: number): number {
    const { entries } = this;
    const first = this.bucketOf(key);
    let oldest = first;
    for (let at = first + 1; at < first + WAYS; at += 1) {
      if ((entries[at + TIME] as number) < (entries[oldest + TIME] as number)) oldest = at;
    }
    return oldest;
  }
}
