// Keeps a log readable while something goes wrong a thousand times: the first occurrence is told,
// the rest of the period is counted and told with the next one.

const PERIOD_MS = 60_000;
/** Different things told in one period: strangers can make up accounts without end. */
const MAX_KEYS = 300;

interface Period {
  readonly endsAt: number;
  suppressed: number;
}

export class RepeatFilter {
  private readonly periods = new Map<string, Period>();
  /** Held back because too many different things happened. */
  private overflow = 0;

  /**
   * @returns how many were held back since the last one that was told, when this one is to be told;
   *   undefined when it is to be held back
   */
  admit(key: string, nowMs: number): number | undefined {
    const period = this.periods.get(key);
    if (period !== undefined && isRunning(period, nowMs)) {
      period.suppressed += 1;
      return undefined;
    }
    if (period === undefined && !this.hasRoom(nowMs)) {
      this.overflow += 1;
      return undefined;
    }
    const held = (period?.suppressed ?? 0) + this.overflow;
    this.overflow = 0;
    this.periods.set(key, { endsAt: nowMs + PERIOD_MS, suppressed: 0 });
    return held;
  }

  private hasRoom(nowMs: number): boolean {
    if (this.periods.size < MAX_KEYS) return true;
    for (const [key, period] of this.periods) {
      if (isRunning(period, nowMs)) continue;
      this.overflow += period.suppressed;
      this.periods.delete(key);
    }
    return this.periods.size < MAX_KEYS;
  }
}

/** A clock that was set back does not make a period longer. */
function isRunning({ endsAt }: Period, nowMs: number): boolean {
  return nowMs < endsAt && nowMs >= endsAt - PERIOD_MS;
}
