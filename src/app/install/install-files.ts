// Journal and handlers of an installation by its farend.yaml, and the lock that keeps others from changing
// Asterisk's files meanwhile.

import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '../../base/app-error.ts';
import { type PolicyLock, takePolicyLock } from '../../enforcement/apply/policy-lock.ts';
import { InstallJournal } from '../../install/journal/install-journal.ts';
import type { Undoing } from '../../install/run/take-back.ts';
import { policyLockPath } from '../socket-paths.ts';
import { createHandlers } from './create-handlers.ts';

/** @param config farend.yaml; it may be missing */
export function openInstallation(config: string): Undoing {
  const directory = resolve(dirname(config));
  const journal = new InstallJournal(directory, Date.now);
  return { journal, handlers: createHandlers(directory, journal) };
}

/** Longer than an apply of the policy that watches registrations as long as it does by default. */
const PATIENCE_MS = 90_000;
const RETRY_MS = 500;

/**
 * @param run the directory `run`; one that is made for the lock goes with it
 * @param what a process that waits for the lock is told
 * @param onBusy told once, with the reason; then the lock is waited for. Absent: it is not
 * @throws AppError POLICY_BUSY
 */
export async function withLock<Result>(
  run: string,
  what: string,
  work: () => Promise<Result>,
  onBusy?: (reason: string) => void,
): Promise<Result> {
  const directory = resolve(run);
  const isNew = !existsSync(directory);
  const path = policyLockPath(directory);
  const lock = await takeLock(path, what, onBusy);
  try {
    await lock.verify();
    return await work();
  } finally {
    await lock.release();
    await rm(path, { force: true });
    if (isNew) await rmdir(directory).catch(() => undefined);
  }
}

async function takeLock(
  path: string,
  what: string,
  onBusy: ((reason: string) => void) | undefined,
): Promise<PolicyLock> {
  const endsAt = performance.now() + PATIENCE_MS;
  let tell = onBusy;
  while (true) {
    try {
      return await takePolicyLock(path, { what, now: Date.now() });
    } catch (error) {
      const mayWait = onBusy !== undefined && performance.now() < endsAt;
      if (!mayWait || !isAppError(error, 'POLICY_BUSY')) throw error;
      tell?.(error.message);
      tell = undefined;
      await sleep(RETRY_MS);
    }
  }
}
