// A bounded memory that forgets: a table whose entries give way to younger ones. It begins small and
// doubles, up to its capacity, when an entry that still counts would have to go. It holds numbers only
// and makes no garbage besides, since every REGISTER asks it several times.

/** Entries that share a bucket; one of them has to go when the bucket is full. */
const WAYS = 8;
/** A bucket is one stretch of memory: first its keys, which fill a cache line, then values and times. */
const VALUE = WAYS;
const TIME = 2 * WAYS;
const BUCKET = 3 * WAYS;
const EMPTY = -1;
/** 24 KiB, enough for some hundred entries. */
const FIRST_BUCKETS = 128;

export class RecentKeys {
  private readonly lifetimeMs: number;
  /** Index of the last bucket; a power of two less one, so that a key finds its bucket at no cost. */
  private lastBucket: number;
  private entries: Float64Array;
  private readonly mostBuckets: number;

  /**
   * @param lifetimeMs how long an entry counts
   * @param capacity entries in all, made a power of two; past it the oldest of a bucket goes early
   */
  constructor(lifetimeMs: number, capacity: number) {
    this.mostBuckets = 2 ** Math.ceil(Math.log2(capacity / WAYS));
    const buckets = Math.min(this.mostBuckets, FIRST_BUCKETS);
    this.lifetimeMs = lifetimeMs;
    this.lastBucket = buckets - 1;
    this.entries = createEntries(buckets);
  }

  /** Entries that there is room for at present. */
  get capacity(): number {
    return (this.lastBucket + 1) * WAYS;
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
    const known = this.find(key);
    const at = known < 0 ? this.makeRoom(key, nowMs) : known;
    const { entries } = this;
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

  /** Where a new key may stand. */
  private makeRoom(key: number, nowMs: number): number {
    let at = this.findOldest(key);
    while (this.lastBucket + 1 < this.mostBuckets && this.isNeeded(at, nowMs)) {
      this.grow(nowMs);
      at = this.findOldest(key);
    }
    return at;
  }

  private isNeeded(at: number, nowMs: number): boolean {
    const { entries, lifetimeMs } = this;
    return entries[at] !== EMPTY && nowMs - (entries[at + TIME] as number) <= lifetimeMs;
  }

  /** Each bucket becomes two; the largest table takes a millisecond or two. */
  private grow(nowMs: number): void {
    const { entries: before } = this;
    const buckets = 2 * (this.lastBucket + 1);
    const needed: number[] = [];
    for (let first = 0; first < before.length; first += BUCKET) {
      for (let at = first; at < first + WAYS; at += 1)
        if (this.isNeeded(at, nowMs)) needed.push(at);
    }
    this.lastBucket = buckets - 1;
    this.entries = createEntries(buckets);
    for (const from of needed) {
      const key = before[from] as number;
      const to = this.findOldest(key);
      for (const part of [0, VALUE, TIME]) this.entries[to + part] = before[from + part] as number;
    }
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

function createEntries(buckets: number): Float64Array {
  return new Float64Array(buckets * BUCKET).fill(EMPTY);
}
