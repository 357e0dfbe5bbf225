// `policy.mode: enforce`: what each Asterisk says of its settings goes to a keeper, who says when they
// are set right; what comes of it goes to the log.

import type { Logger } from 'pino';
import type { AsteriskEvent, EndpointState } from '../../asterisk/asterisk-event.ts';
import { type KeeperTiming, PolicyKeeper } from '../../enforcement/policy-keeper.ts';
import { judgePolicy } from '../../policy/judge-policy.ts';
import type { EndpointPattern } from '../../policy/wanted-settings.ts';
import { logApply } from './log-apply.ts';
import type { ApplyReport } from './policy-report.ts';

/** With `nat: auto`, what the wire shows changes what is wanted. */
const LOOK_AGAIN_MS = 30_000;

export interface EnforcerParts {
  readonly patterns: readonly EndpointPattern[];
  readonly log: Logger;
  /** What the wire showed of its phones; undefined: nothing yet. */
  readonly isBehindNat: (asterisk: string, endpoint: string) => boolean | undefined;
  /** Brings one Asterisk to the policy; what fails is in the report. */
  readonly apply: (asterisk: string, stop: AbortSignal) => Promise<ApplyReport>;
  /** Asks for a snapshot of that Asterisk as it is now. */
  readonly askAgain: (asterisk: string) => void;
  readonly timing?: Partial<KeeperTiming>;
}

interface Enforced {
  readonly keeper: PolicyKeeper;
  /** Undefined from the begin of a run to the next snapshot: what was told before is out of date. */
  endpoints: readonly EndpointState[] | undefined;
  lookedAt: number;
  isContested: boolean;
}

export class PolicyEnforcer {
  private readonly parts: EnforcerParts;
  private readonly enforced = new Map<string, Enforced>();
  private readonly stopping = new AbortController();
  private run: Promise<void> | undefined;

  constructor(parts: EnforcerParts) {
    this.parts = parts;
  }

  onAsterisk(event: AsteriskEvent): void {
    if (event.kind !== 'snapshot' || event.endpoints === undefined) return;
    const enforced = this.of(event.asterisk);
    enforced.endpoints = event.endpoints;
    this.look(event.asterisk, enforced, event.time);
  }

  /** Twice a second. One run at a time, of whichever Asterisk. */
  tick(nowMs: number): void {
    if (this.run !== undefined || this.stopping.signal.aborted) return;
    for (const [asterisk, enforced] of this.enforced) {
      if (nowMs - enforced.lookedAt >= LOOK_AGAIN_MS) this.look(asterisk, enforced, nowMs);
      this.tellContest(asterisk, enforced, nowMs);
      if (!enforced.keeper.isDue(nowMs)) continue;
      this.run = this.enforce(asterisk, enforced).finally(() => {
        this.run = undefined;
      });
      return;
    }
  }

  /** Resolves when no run is under way. */
  async settle(): Promise<void> {
    await this.run;
  }

  /** A run that was stuck has been taken back after all. */
  forgive(asterisk: string): void {
    this.enforced.get(asterisk)?.keeper.forgive();
  }

  /** A run that is under way comes to its end, or takes back what it did. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.run;
  }

  private of(asterisk: string): Enforced {
    const known = this.enforced.get(asterisk);
    if (known !== undefined) return known;
    const keeper = new PolicyKeeper(this.parts.timing);
    const enforced = { keeper, endpoints: undefined, lookedAt: 0, isContested: false };
    this.enforced.set(asterisk, enforced);
    return enforced;
  }

  private look(asterisk: string, enforced: Enforced, nowMs: number): void {
    enforced.lookedAt = nowMs;
    const { endpoints, keeper } = enforced;
    if (endpoints === undefined) return;
    const { patterns, isBehindNat } = this.parts;
    const drift = endpoints.flatMap((state) =>
      judgePolicy(patterns, state, isBehindNat(asterisk, state.name)).differences.map(
        ({ kind, object, setting, wanted }) => `${kind} ${object} ${setting} ${wanted}`,
      ),
    );
    keeper.note({ drift, endpoints: endpoints.map(({ name }) => name) }, nowMs);
  }

  private async enforce(asterisk: string, enforced: Enforced): Promise<void> {
    const { apply, log, askAgain } = this.parts;
    const { signal } = this.stopping;
    enforced.keeper.begin();
    enforced.endpoints = undefined;
    try {
      const report = await apply(asterisk, signal);
      enforced.keeper.end(report.result, Date.now());
      logApply(log, report, signal.aborted);
    } catch (error) {
      enforced.keeper.end(undefined, Date.now());
      log.error({ event: 'unexpected', err: error }, `the policy at ${asterisk} failed`);
    }
    askAgain(asterisk);
  }

  private tellContest(asterisk: string, enforced: Enforced, nowMs: number): void {
    const isContested = enforced.keeper.isContested(nowMs);
    if (isContested && !enforced.isContested)
      this.parts.log.warn(
        { event: 'policy-contested', asterisk },
        `something changes the settings of ${asterisk} again and again: farend lets them be for an hour; look at who else writes them, or say nat: keep for these endpoints`,
      );
    enforced.isContested = isContested;
  }
}
