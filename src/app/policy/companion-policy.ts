// The policy in the companion: what was cut off is taken back, whatever the mode; with `mode: enforce`
// each Asterisk is brought to the policy as it drifts from it.

import type { Logger } from 'pino';
import type { AsteriskEvent } from '../../asterisk/asterisk-event.ts';
import { isAppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { enforceOnce, recoverOnce } from './enforce-once.ts';
import { PolicyEnforcer } from './policy-enforcer.ts';

export interface CompanionPolicyParts {
  readonly log: Logger;
  /** What the wire showed of an endpoint's phones; undefined: nothing yet. */
  readonly isBehindNat: (asterisk: string, endpoint: string) => boolean | undefined;
  /** Asks an Asterisk for a snapshot as it is now. */
  readonly askAgain: (asterisk: string) => void;
}

export class CompanionPolicy {
  private readonly config: FarendConfig;
  private readonly log: Logger;
  private readonly enforcer: PolicyEnforcer | undefined;
  /** One thing after the other. */
  private work: Promise<void> = Promise.resolve();

  constructor(config: FarendConfig, parts: CompanionPolicyParts) {
    const { mode, endpoints: patterns } = config.policy;
    this.config = config;
    this.log = parts.log;
    this.enforcer =
      mode === 'enforce' && patterns.length > 0
        ? new PolicyEnforcer({
            ...parts,
            patterns,
            apply: (asterisk, stop) =>
              enforceOnce(
                this.wishFor(asterisk),
                (endpoint) => parts.isBehindNat(asterisk, endpoint),
                stop,
              ),
          })
        : undefined;
  }

  start(): void {
    for (const { name } of this.config.asterisk) this.recover(name);
  }

  async stop(): Promise<void> {
    await this.enforcer?.stop();
    await this.work;
  }

  onAsterisk(event: AsteriskEvent): void {
    // What could not be taken back without Asterisk can be now.
    if (event.kind === 'connection' && event.isUp) this.recover(event.asterisk);
    this.enforcer?.onAsterisk(event);
  }

  tick(nowMs: number): void {
    this.enforcer?.tick(nowMs);
  }

  private recover(asterisk: string): void {
    this.work = this.work
      .then(() => this.recoverNow(asterisk))
      .catch((error: unknown) => {
        const sentence = `whether a change of settings was cut off could not be looked up: ${(error as Error).message}`;
        if (isAppError(error)) this.log.warn({ event: 'policy-unwritten', asterisk }, sentence);
        else this.log.error({ event: 'unexpected', err: error }, sentence);
      });
  }

  /** A run of its own that is under way looks cut off, too. */
  private async recoverNow(asterisk: string): Promise<void> {
    await this.enforcer?.settle();
    if (await recoverOnce(this.wishFor(asterisk))) this.enforcer?.forgive(asterisk);
  }

  private wishFor(name: string) {
    const asterisk = this.config.asterisk.find((one) => one.name === name);
    if (asterisk === undefined) throw new Error(`no Asterisk ${name} in the configuration`);
    return { config: this.config, asterisk, log: this.log };
  }
}
