// What happens when, without a clock: acts are done in the order of their times, and time jumps from
// one to the next.

interface Entry {
  readonly at: number;
  /** Of two at the same time the one that was planned first comes first. */
  readonly order: number;
  readonly act: () => void;
}

export class Schedule {
  /** Milliseconds since 1970. */
  now: number;
  /** A binary heap: the next one is the first. */
  private readonly heap: Entry[] = [];
  private planned = 0;

  constructor(startMs: number) {
    this.now = startMs;
  }

  /** What is planned for the past happens now. */
  at(timeMs: number, act: () => void): void {
    this.planned += 1;
    this.push({ at: Math.max(Math.round(timeMs), this.now), order: this.planned, act });
  }

  after(ms: number, act: () => void): void {
    this.at(this.now + ms, act);
  }

  /** @param act what happens first after one interval, and again after each */
  every(ms: number, act: () => void): void {
    this.after(ms, () => {
      act();
      this.every(ms, act);
    });
  }

  /** Does all that is planned up to then. */
  runUntil(timeMs: number): void {
    for (let next = this.heap[0]; next !== undefined && next.at <= timeMs; next = this.heap[0]) {
      this.pop();
      this.now = next.at;
      next.act();
    }
    this.now = timeMs;
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Entry;
      if (isBefore(parent, entry)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      const right = heap[below + 1];
      if (right !== undefined && isBefore(right, heap[below] as Entry)) below += 1;
      const child = heap[below] as Entry;
      if (isBefore(last, child)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
