// How long to wait before the next try: twice as long each time, up to a limit, and never the same
// for all who lost the same Asterisk.

interface Delays {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  readonly refusedDelayMs: number;
}

export class Backoff {
  private readonly delays: Delays;
  private readonly random: () => number;
  private nextMs: number;

  /** @param random 0 to 1 */
  constructor(delays: Delays, random: () => number) {
    this.delays = delays;
    this.random = random;
    this.nextMs = delays.firstDelayMs;
  }

  /** Between half of the delay and all of it. */
  next(): number {
    const delayMs = this.nextMs * (1 - this.random() / 2);
    this.nextMs = Math.min(this.nextMs * 2, this.delays.maxDelayMs);
    return delayMs;
  }

  /** It worked. */
  reset(): void {
    this.nextMs = this.delays.firstDelayMs;
  }

  /** For the next try: soon, it cannot help. */
  slowDown(): void {
    this.nextMs = this.delays.refusedDelayMs;
  }
}
