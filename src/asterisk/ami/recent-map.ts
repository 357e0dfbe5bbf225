// A map that forgets what was written longest ago, so that nobody outside can make it grow.

export class RecentMap<Key, Value> {
  private readonly values = new Map<Key, Value>();
  private readonly maxSize: number;

  constructor(maxSize: number) {
    this.maxSize = maxSize;
  }

  get(key: Key): Value | undefined {
    return this.values.get(key);
  }

  set(key: Key, value: Value): void {
    // Deleted first, so that the oldest one is in front.
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size <= this.maxSize) return;
    for (const oldest of this.values.keys()) {
      this.values.delete(oldest);
      return;
    }
  }

  delete(key: Key): void {
    this.values.delete(key);
  }
}
