// A bounded memory that forgets: a table of fixed size whose entries give way to younger ones. It
// holds numbers only and makes no garbage, since every REGISTER asks it several times.

/** Entries that share a bucket; one of them has to go when the bucket is full. */
const WAYS = 8;
const EMPTY = -1;

export class RecentKeys {
  private readonly buckets: number;
  private readonly lifetimeMs: number;
  private readonly keys: Float64Array;
  private readonly values: Float64Array;
  private readonly times: Float64Array;

  /**
   * @param lifetimeMs how long an entry counts
   * @param capacity entries in all; past it the oldest of a bucket goes early
   */
  constructor(lifetimeMs: number, capacity: number) {
    this.lifetimeMs = lifetimeMs;
    this.buckets = Math.ceil(capacity / WAYS);
    const slots = this.buckets * WAYS;
    this.keys = new Float64Array(slots).fill(EMPTY);
    this.values = new Float64Array(slots);
    this.times = new Float64Array(slots);
  }

  /**
   * The value under a key, or -1 when there is none or it is too old.
   *
   * @param key a whole number from 0 to 2^53 - 1, evenly distributed
   * @param nowMs the clock that `set` was given
   */
  get(key: number, nowMs: number): number {
    const slot = this.find(key);
    return slot < 0 || nowMs - (this.times[slot] as number) > this.lifetimeMs
      ? EMPTY
      : (this.values[slot] as number);
  }

  /** @param value 0 or more */
  set(key: number, value: number, nowMs: number): void {
    const known = this.find(key);
    const slot = known < 0 ? this.findOldest(key) : known;
    this.keys[slot] = key;
    this.values[slot] = value;
    this.times[slot] = nowMs;
  }

  private find(key: number): number {
    const { keys } = this;
    const first = (key % this.buckets) * WAYS;
    for (let slot = first; slot < first + WAYS; slot += 1) {
      if (keys[slot] === key) return slot;
    }
    return EMPTY;
  }

  private findOldest(key: number): number {
    const { times } = this;
    const first = (key % this.buckets) * WAYS;
    let oldest = first;
    for (let slot = first + 1; slot < first + WAYS; slot += 1) {
      if ((times[slot] as number) < (times[oldest] as number)) oldest = slot;
    }
    return oldest;
  }
}
