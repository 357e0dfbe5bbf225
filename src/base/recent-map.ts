// A map that forgets what was written longest ago, so that nobody outside can make it grow.

export class RecentMap<Key, Value> {
  private readonly limit: number;
  private readonly onForgotten: (value: Value) => void;
  private readonly entries = new Map<Key, Value>();

  constructor(limit: number, onForgotten: (value: Value) => void = () => undefined) {
    this.limit = limit;
    this.onForgotten = onForgotten;
  }

  get(key: Key): Value | undefined {
    return this.entries.get(key);
  }

  /** It is the latest now. */
  set(key: Key, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= this.limit) return;
    const [oldest] = this.entries;
    if (oldest === undefined) return;
    this.entries.delete(oldest[0]);
    this.onForgotten(oldest[1]);
  }

  /** Written longest ago first. */
  values(): Iterable<Value> {
    return this.entries.values();
  }

  delete(key: Key): void {
    this.entries.delete(key);
  }
}
