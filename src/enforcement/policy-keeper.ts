// When `mode: enforce` may set an Asterisk right: not in the middle of an administrator's work, not
// again and again against another program, and not a second time what was taken back. No clock, no I/O.

import type { ApplyResult } from './apply/apply-step.ts';

export interface KeeperTiming {
  /** How long nothing may have changed: an administrator's changes come in several reloads. */
  readonly settleMs: number;
  /** After a run, until the next one may begin. */
  readonly gapMs: number;
}

const USUAL_TIMING: KeeperTiming = { settleMs: 15_000, gapMs: 60_000 };
/** After a run that Asterisk or the disk did not let happen. */
const RETRY_MS = 300_000;
const HOUR_MS = 3_600_000;
/** Who is set right more often has another program against him. */
const MOST_PER_HOUR = 6;

/** What a whole snapshot of an Asterisk shows of the policy. */
export interface PolicyState {
  /** One text for each setting that is not as wanted; empty: all is well. */
  readonly drift: readonly string[];
  /** Names of all endpoints: who is new may need a section, who is gone leaves one behind. */
  readonly endpoints: readonly string[];
}

interface Seen {
  readonly drift: string;
  readonly endpoints: string;
  /** When it became so, ms. */
  readonly since: number;
}

/** Of one Asterisk. */
export class PolicyKeeper {
  private readonly timing: KeeperTiming;
  private seen: Seen | undefined;
  /** The endpoints that the last run was for. */
  private doneFor = '';
  private isNew = false;
  private isRunning = false;
  private notBefore = Number.NEGATIVE_INFINITY;
  /** When runs of the last hour changed something, ms. */
  private changed: readonly number[] = [];
  private refused: { readonly seen: Seen; readonly until: number } | undefined;
  private isStuck = false;

  constructor(timing?: Partial<KeeperTiming>) {
    this.timing = { ...USUAL_TIMING, ...timing };
  }

  /** A whole snapshot came; what came during a run is older than its end. */
  note({ drift, endpoints }: PolicyState, nowMs: number): void {
    if (this.isRunning) return;
    const next = { drift: join(drift), endpoints: join(endpoints) };
    const { seen } = this;
    const isSame = seen?.drift === next.drift && seen.endpoints === next.endpoints;
    this.seen = isSame ? seen : { ...next, since: nowMs };
    this.isNew = true;
  }

  /** Whether a run should begin now. */
  isDue(nowMs: number): boolean {
    const { seen } = this;
    if (seen === undefined || !this.isNew || this.isRunning || this.isStuck) return false;
    if (seen.drift === '' && seen.endpoints === this.doneFor) return false;
    if (nowMs - seen.since < this.timing.settleMs || nowMs < this.notBefore) return false;
    if (this.isRefused(seen, nowMs)) return false;
    return !this.isContested(nowMs);
  }

  /** Somebody undoes what is set right: nothing is tried for the rest of the hour. */
  isContested(nowMs: number): boolean {
    return this.changed.filter((time) => nowMs - time < HOUR_MS).length >= MOST_PER_HOUR;
  }

  begin(): void {
    this.isRunning = true;
  }

  /** @param result undefined: it did not come to an end, say because Asterisk could not be asked */
  end(result: ApplyResult | undefined, nowMs: number): void {
    const { seen } = this;
    this.isRunning = false;
    this.isNew = false;
    this.notBefore = nowMs + (result === undefined ? RETRY_MS : this.timing.gapMs);
    if (result === undefined) {
      this.isNew = true;
      return;
    }
    this.doneFor = seen?.endpoints ?? '';
    if (result.outcome === 'applied')
      this.changed = [...this.changed.filter((time) => nowMs - time < HOUR_MS), nowMs];
    else if (result.outcome === 'stuck') this.isStuck = true;
    // Taken back, or not to be written by farend: the next try would end alike.
    else if (seen !== undefined) this.refused = { seen, until: nowMs + HOUR_MS };
  }

  /** What could not be put back has been, say because Asterisk answers again. */
  forgive(): void {
    this.isStuck = false;
  }

  private isRefused({ drift, endpoints }: Seen, nowMs: number): boolean {
    const { seen, until = 0 } = this.refused ?? {};
    return seen?.drift === drift && seen.endpoints === endpoints && nowMs < until;
  }
}

/** One text for all of them, in whatever order they came. */
function join(texts: readonly string[]): string {
  return [...texts].sort().join('\n');
}
