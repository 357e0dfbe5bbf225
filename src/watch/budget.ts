// How much is told of what strangers can cause: as many as a person or a program makes use of, and not
// so many that they push out what calls have to say.

const PERIOD_MS = 1_000;

export class Budget {
  private readonly perSecond: number;
  private since = 0;
  private used = 0;

  constructor(perSecond: number) {
    this.perSecond = perSecond;
  }

  /** True when there is room for one more in this second; then it is used. */
  admits(nowMs: number): boolean {
    if (nowMs - this.since >= PERIOD_MS || nowMs < this.since) {
      this.since = nowMs;
      this.used = 0;
    }
    if (this.used >= this.perSecond) return false;
    this.used += 1;
    return true;
  }
}
