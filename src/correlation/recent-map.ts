// A map that forgets what was not used for longest once it is full.

export class RecentMap<Value> {
  private readonly limit: number;
  private readonly onForgotten: (value: Value) => void;
  private readonly entries = new Map<string, Value>();

  constructor(limit: number, onForgotten: (value: Value) => void = () => undefined) {
    this.limit = limit;
    this.onForgotten = onForgotten;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string): Value | undefined {
    return this.entries.get(key);
  }

  /** It is the latest now. */
  set(key: string, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= this.limit) return;
    const [oldest] = this.entries;
    if (oldest === undefined) return;
    this.entries.delete(oldest[0]);
    this.onForgotten(oldest[1]);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}
