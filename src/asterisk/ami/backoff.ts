// How long to wait before the next try: twice as long each time, up to a limit, and never the same
// for all who lost the same Asterisk.

export class Backoff {
  private readonly firstMs: number;
  private readonly maxMs: number;
  private readonly random: () => number;
  private nextMs: number;

  /** @param random 0 to 1 */
  constructor(firstMs: number, maxMs: number, random: () => number) {
    this.firstMs = firstMs;
    this.maxMs = maxMs;
    this.random = random;
    this.nextMs = firstMs;
  }

  /** Between half of the delay and all of it. */
  next(): number {
    const delayMs = this.nextMs * (1 - this.random() / 2);
    this.nextMs = Math.min(this.nextMs * 2, this.maxMs);
    return delayMs;
  }

  /** It worked. */
  reset(): void {
    this.nextMs = this.firstMs;
  }

  /** Trying again soon cannot help. */
  slowDown(): void {
    this.nextMs = this.maxMs;
  }
}
