// Takes back a run that was cut off: its process was killed, or Asterisk did not answer any more. Done
// before anything else of the policy, by whichever farend comes next.

import type { ApplyResult } from './apply-step.ts';
import type { PolicyLock } from './policy-lock.ts';
import { type TakeBackOptions, takeBack } from './take-back.ts';

export interface RecoverOptions extends Omit<TakeBackOptions, 'patienceMs'> {
  readonly lock: PolicyLock;
  /** Its name in the configuration: `access` leads there. */
  readonly asterisk: string;
}

export interface Recovery extends Pick<ApplyResult, 'reasons'> {
  /** `stuck`: nothing else must be changed before a person has looked. */
  readonly outcome: 'rolled-back' | 'stuck';
  /** When the run began, ISO 8601, and whose it was. */
  readonly at: string;
  readonly by: 'command' | 'companion';
  readonly user: string;
}

/**
 * Undefined: there is no such run. Asterisk is not waited for: without it files are put back all the
 * same, and the rest is tried again at the next call.
 *
 * @throws AppError POLICY_BUSY without the lock, POLICY_UNWRITABLE when the journal cannot be kept
 */
export async function recoverPolicy(options: RecoverOptions): Promise<Recovery | undefined> {
  const { journal, lock, asterisk } = options;
  await lock.verify();
  const run = await journal.findCutOff(asterisk);
  if (run === undefined) return undefined;
  // A disk that takes no line of the journal keeps nothing from being put back.
  await journal.noteTakeBack(run.run).catch(() => undefined);
  const { outcome, reasons, isEnded } = await takeBack(run, NOTHING_KNOWN, {
    ...options,
    patienceMs: 0,
  });
  if (isEnded) await journal.end(run.run, { outcome, reasons, lostRegistrations: [] });
  const { at, by, user } = run;
  return { outcome, reasons, at, by, user };
}

const NOTHING_KNOWN = { endpoints: [], settings: [] };
