// Goes round and round through everything, a slice at a time, so that no moment has much to do.

/** Once round in that time, whatever there is. */
const ROUND_MS = 10_000;

export class Sweep<Item> {
  private readonly list: () => Iterable<Item>;
  private round: Iterator<Item> | undefined;
  /** How many this round has. */
  private size = 0;
  private lastAt: number | undefined;

  constructor(list: () => Iterable<Item>) {
    this.list = list;
  }

  /** The next to come is the first. */
  get isAtStart(): boolean {
    return this.round === undefined;
  }

  /** Those whose turn it is, by the time that passed since it was asked last. */
  *take(nowMs: number): Iterable<Item> {
    const elapsed = nowMs - (this.lastAt ?? nowMs);
    this.lastAt = nowMs;
    const share = Math.min(elapsed / ROUND_MS, 1);
    // After a pause everything is looked at, wherever the round was.
    if (this.round === undefined || share === 1) this.begin();
    for (let left = Math.ceil(this.size * share); left > 0; left -= 1) {
      const next = this.round?.next();
      if (next === undefined || next.done === true) {
        this.round = undefined;
        return;
      }
      yield next.value;
    }
  }

  private begin(): void {
    this.size = 0;
    for (const _ of this.list()) this.size += 1;
    this.round = this.list()[Symbol.iterator]();
  }
}
