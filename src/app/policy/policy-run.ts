// One run of `farend policy` over the Asterisks of the configuration, one after the other, while no
// other farend may change anything.

import process from 'node:process';
import { AppError, isAppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { type PolicyLock, takePolicyLock } from '../../enforcement/apply/policy-lock.ts';
import { readConfig } from '../read-config.ts';
import { policyLockPath } from '../socket-paths.ts';
import { askNat, type NatKnowledge } from './ask-nat.ts';
import { AsteriskPolicy } from './asterisk-policy.ts';
import { carryOut, failApply, recoverFirst } from './carry-out.ts';
import { findFileAsterisk } from './find-file-asterisk.ts';
import { openJournal } from './open-journal.ts';
import type { PolicyListener } from './policy-listener.ts';
import { type ApplyReport, isFailure, type PlanOutcome } from './policy-report.ts';

export interface RunWish {
  /** The configuration file. */
  readonly file: string;
  readonly what: 'farend policy plan' | 'farend policy apply';
  /** Only this Asterisk. */
  readonly asterisk: string | undefined;
  /** Only these endpoints; a pattern. */
  readonly endpoint: string | undefined;
}

/**
 * Reads the configuration; for an apply it takes the lock.
 *
 * @throws AppError CONFIG_INVALID, CONFIG_UNREADABLE; for an apply POLICY_BUSY, POLICY_UNWRITABLE
 */
export async function openPolicyRun(wish: RunWish, listener: PolicyListener): Promise<PolicyRun> {
  const { config } = readConfig(wish.file);
  const asterisks = selectAsterisks(config, wish);
  const fileAsterisk = await findFileAsterisk(config);
  const journal = openJournal(config, 'command');
  const policies = asterisks.map(
    (asterisk) =>
      new AsteriskPolicy({
        config,
        asterisk,
        hasFiles: asterisk.name === fileAsterisk,
        mayPullIn: true,
        journal,
        listener,
      }),
  );
  const nat = await askNat(wish.file, config.policy.endpoints);
  const lockPath = policyLockPath(config.run);
  const run = new PolicyRun({ policies, nat, lockPath, ...wish });
  if (wish.what === 'farend policy apply') await run.lock();
  return run;
}

interface RunParts extends Pick<RunWish, 'what' | 'endpoint'> {
  readonly policies: readonly AsteriskPolicy[];
  readonly nat: NatKnowledge;
  readonly lockPath: string;
}

export class PolicyRun {
  private readonly parts: RunParts;
  private held: PolicyLock | undefined;

  constructor(parts: RunParts) {
    this.parts = parts;
  }

  /** From now on nobody else may change anything. @throws AppError POLICY_BUSY, POLICY_UNWRITABLE */
  async lock(): Promise<PolicyLock> {
    const { lockPath, what } = this.parts;
    this.held ??= await takePolicyLock(lockPath, { what, now: Date.now() });
    return this.held;
  }

  /** In the order of the configuration; what one of them fails at keeps nobody from the others. */
  async plan(): Promise<PlanOutcome[]> {
    const outcomes: PlanOutcome[] = [];
    for (const policy of this.parts.policies) outcomes.push(await this.planOne(policy));
    return outcomes;
  }

  /**
   * One after the other; where one had to be taken back, those behind it are left alone. A signal to end
   * takes back what is under way.
   *
   * @param tell each report as soon as it is there
   */
  async apply(
    outcomes: readonly PlanOutcome[],
    tell: (report: ApplyReport) => void,
  ): Promise<void> {
    const lock = await this.lock();
    const interruption = new AbortController();
    const release = onEndSignal(() => interruption.abort());
    let failed = '';
    try {
      for (const policy of this.parts.policies) {
        const report = outcomes.find(({ asterisk }) => asterisk === policy.name);
        if (report === undefined || isFailure(report)) continue;
        const applied =
          failed === ''
            ? await carryOut(policy, report, lock, interruption.signal)
            : failApply(
                policy.name,
                `it was left alone, since what was changed at ${failed} did not last`,
              );
        if (isBad(applied)) failed = policy.name;
        tell(applied);
      }
    } finally {
      release();
    }
  }

  async close(): Promise<void> {
    for (const policy of this.parts.policies) await policy.close();
    await this.held?.release();
  }

  private async planOne(policy: AsteriskPolicy): Promise<PlanOutcome> {
    const { nat, endpoint } = this.parts;
    try {
      const remarks = await this.recover(policy);
      const report = await policy.plan({
        endpoint,
        isBehindNat: (name) => nat.isBehindNat(policy.name, name),
      });
      const all = [...remarks, nat.remark, ...report.remarks];
      return { ...report, remarks: all.filter((remark) => remark !== '') };
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { asterisk: policy.name, failure: error.message };
    }
  }

  /** A plan is shown all the same where that cannot be done, say because it is not this user's to do. */
  private async recover(policy: AsteriskPolicy): Promise<string[]> {
    try {
      if (this.held === undefined && !(await policy.isCutOff())) return [];
      return await recoverFirst(policy, await this.lock());
    } catch (error) {
      if (this.parts.what === 'farend policy apply' || !isAppError(error)) throw error;
      return [
        `Whether a change was cut off, and is to be taken back, is not known: ${error.message}`,
      ];
    }
  }
}

function selectAsterisks(
  { asterisk: all }: FarendConfig,
  { file, asterisk: wanted }: RunWish,
): FarendConfig['asterisk'] {
  if (all.length === 0)
    throw new AppError(
      'CONFIG_INVALID',
      `${file} has no asterisk: farend reads and changes its settings over AMI, so add asterisk with ami to the file`,
    );
  const selected = all.filter(({ name }) => name === (wanted ?? name));
  if (selected.length > 0) return selected;
  const names = all.map(({ name }) => name);
  throw new AppError(
    'CONFIG_INVALID',
    `${file} has no asterisk ${wanted}: there is ${names.join(', ')}`,
  );
}

function isBad({ result }: ApplyReport): boolean {
  return result?.outcome === 'rolled-back' || result?.outcome === 'stuck';
}

/** Ctrl-C, the service manager, the end of the session. @returns what ends the listening */
function onEndSignal(listener: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
