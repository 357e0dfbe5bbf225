// Lets a few through at a time, the others in the order in which they came: Asterisk's HTTP server
// drops connections beyond its `sessionlimit` (100), and the package never says that one was dropped.

import { AppError } from '../../base/app-error.ts';

export class Turnstile {
  private readonly limit: number;
  private readonly maxWaiting: number;
  private readonly waiting: (() => void)[] = [];
  private inside = 0;

  constructor(limit: number, maxWaiting: number) {
    this.limit = limit;
    this.maxWaiting = maxWaiting;
  }

  /** What `work` comes to; throws AppError ARI_UNREACHABLE when too many wait already. */
  async pass<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.inside >= this.limit) await this.wait();
    else this.inside += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // Who leaves hands the place on.
      if (next === undefined) this.inside -= 1;
      else next();
    }
  }

  private wait(): Promise<void> {
    if (this.waiting.length >= this.maxWaiting)
      throw new AppError('ARI_UNREACHABLE', `${this.maxWaiting} ARI calls wait already`);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
