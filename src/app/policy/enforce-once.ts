// One run of the policy at one Asterisk, as the companion makes it: nobody is asked, and no line is added
// to a file of the operator's.

import type { Logger } from 'pino';
import { isAppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { type PolicyLock, takePolicyLock } from '../../enforcement/apply/policy-lock.ts';
import { policyLockPath } from '../socket-paths.ts';
import { AsteriskPolicy } from './asterisk-policy.ts';
import { carryOut, failApply, recoverFirst } from './carry-out.ts';
import { findFileAsterisk } from './find-file-asterisk.ts';
import { openJournal } from './open-journal.ts';
import type { ApplyReport } from './policy-report.ts';

export interface CompanionWish {
  readonly config: FarendConfig;
  readonly asterisk: FarendConfig['asterisk'][number];
  readonly log: Logger;
}

/** What fails is in the report. */
export async function enforceOnce(
  wish: CompanionWish,
  isBehindNat: (endpoint: string) => boolean | undefined,
  stop: AbortSignal,
): Promise<ApplyReport> {
  try {
    return await withPolicy(wish, async (policy, lock) => {
      tell(wish, await recoverFirst(policy, lock));
      const report = await policy.plan({ endpoint: undefined, isBehindNat });
      return await carryOut(policy, report, lock, stop);
    });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return failApply(wish.asterisk.name, error.message);
  }
}

/**
 * Takes back what was cut off in an earlier life, by whomever.
 *
 * @returns whether there was something, and all of it is taken back
 * @throws AppError POLICY_BUSY, POLICY_UNWRITABLE
 */
export async function recoverOnce(wish: CompanionWish): Promise<boolean> {
  const { config, asterisk } = wish;
  const journal = openJournal(config, 'companion');
  const isCutOff = async () => (await journal?.findCutOff(asterisk.name)) !== undefined;
  if (!(await isCutOff())) return false;
  await withPolicy(wish, async (policy, lock) => tell(wish, await recoverFirst(policy, lock)));
  return !(await isCutOff());
}

async function withPolicy<Result>(
  { config, asterisk, log }: CompanionWish,
  work: (policy: AsteriskPolicy, lock: PolicyLock) => Promise<Result>,
): Promise<Result> {
  const hasFiles = (await findFileAsterisk(config)) === asterisk.name;
  const policy = new AsteriskPolicy({
    config,
    asterisk,
    hasFiles,
    mayPullIn: false,
    journal: openJournal(config, 'companion'),
    listener: {
      onRead: () => undefined,
      onProgress: () => undefined,
      onStep: (name, sentence) => log.debug({ event: 'policy-step', asterisk: name }, sentence),
    },
  });
  const lock = await takePolicyLock(policyLockPath(config.run), {
    what: 'the companion',
    now: Date.now(),
  });
  try {
    return await work(policy, lock);
  } finally {
    await policy.close();
    await lock.release();
  }
}

function tell({ asterisk, log }: CompanionWish, sentences: readonly string[]): void {
  for (const sentence of sentences)
    log.warn({ event: 'policy-recovered', asterisk: asterisk.name }, sentence);
}
