// Keeps a log readable while something goes wrong a thousand times: the first occurrence is told,
// the rest of the period is counted and told with the next one.

const PERIOD_MS = 60_000;
const MAX_KEYS = 10_000;

interface Period {
  readonly endsAt: number;
  suppressed: number;
}

export class RepeatFilter {
  private readonly periods = new Map<string, Period>();

  /**
   * @returns how many were held back since the last one that was told, when this one is to be told;
   *   undefined when it is to be held back
   */
  admit(key: string, nowMs: number): number | undefined {
    const period = this.periods.get(key);
    if (period !== undefined && nowMs < period.endsAt) {
      period.suppressed += 1;
      return undefined;
    }
    if (this.periods.size >= MAX_KEYS) this.periods.clear();
    this.periods.set(key, { endsAt: nowMs + PERIOD_MS, suppressed: 0 });
    return period?.suppressed ?? 0;
  }
}
