// Journal and handlers of an installation by its farend.yaml, and the lock that keeps others from changing
// Asterisk's files meanwhile.

import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { takePolicyLock } from '../../enforcement/apply/policy-lock.ts';
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

/**
 * @param run the directory `run`; one that is made for the lock goes with it
 * @param what a process that waits for the lock is told
 * @throws AppError POLICY_BUSY
 */
export async function withLock<Result>(
  run: string,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const directory = resolve(run);
  const isNew = !existsSync(directory);
  const path = policyLockPath(directory);
  const lock = await takePolicyLock(path, { what, now: Date.now() });
  try {
    await lock.verify();
    return await work();
  } finally {
    await lock.release();
    await rm(path, { force: true });
    if (isNew) await rmdir(directory).catch(() => undefined);
  }
}
