// Steps taken back by the journal, the last one first, in this process or in a later one. What cannot be
// taken back is told and keeps nothing else from being taken back; the journal then stays for the next try.

import { isAppError } from '../../base/app-error.ts';
import { ownFileNames } from '../../enforcement/files/own-file.ts';
import type { InstallJournal } from '../journal/install-journal.ts';
import { findCutOff, isGone, listInstalled, type StepLine } from '../journal/journal-line.ts';
import type { StepHandlers } from './step-handlers.ts';

export interface Undoing {
  readonly journal: InstallJournal;
  readonly handlers: StepHandlers;
}

/** What is left of what was to be taken back, and what a person should know. */
interface TakenBack {
  readonly remarks: readonly string[];
  readonly failures: readonly string[];
}

/** @returns what a person should know */
export async function takeRunBack(run: string, undoing: Undoing): Promise<readonly string[]> {
  const { journal, handlers } = undoing;
  const steps = listInstalled(await journal.read()).filter((step) => step.run === run);
  const { remarks, failures } = await takeBack(steps, handlers);
  if (failures.length === 0) {
    await journal.end(run, 'taken-back');
    await forgetIfNothingIsLeft(journal);
  }
  return [...remarks, ...failures];
}

/**
 * Everything that is installed.
 *
 * @param keepsPolicy the lines stay by which Asterisk reads what the policy wrote
 * @returns what a person should know; `failures` is empty when nothing is left
 */
export async function takeAllBack(
  { journal, handlers }: Undoing,
  keepsPolicy = false,
): Promise<TakenBack> {
  if (isGone(await journal.read())) {
    await journal.remove();
    return { remarks: [], failures: [] };
  }
  await journal.noteUndo(keepsPolicy);
  const steps = listInstalled(await journal.read());
  const result = await takeBack(keepsPolicy ? steps.filter(isNotOfPolicy) : steps, handlers);
  if (result.failures.length === 0) await journal.remove();
  return result;
}

/**
 * What a process that was killed has left half done: its run, or its undo.
 *
 * @returns undefined when there is nothing of that kind
 */
export async function takeCutOffBack(undoing: Undoing): Promise<readonly string[] | undefined> {
  const lines = await undoing.journal.read();
  if (isGone(lines)) {
    await undoing.journal.remove();
    return undefined;
  }
  const undo = lines.findLast((line) => line.what === 'undo');
  if (undo !== undefined) {
    const { remarks, failures } = await takeAllBack(undoing, undo.keepsPolicy);
    return [...remarks, ...failures];
  }
  const run = findCutOff(lines);
  return run === undefined ? undefined : await takeRunBack(run, undoing);
}

async function takeBack(steps: readonly StepLine[], handlers: StepHandlers): Promise<TakenBack> {
  const remarks: string[] = [];
  const failures: string[] = [];
  const attempt = async (work: () => Promise<readonly string[]>): Promise<void> => {
    try {
      remarks.push(...(await work()));
    } catch (error) {
      if (!isAppError(error)) throw error;
      failures.push(error.message);
    }
  };
  for (const step of steps.toReversed()) await attempt(() => handlers.of(step).undo(step.note));
  for (const step of steps)
    await attempt(async () => (await handlers.of(step).finish?.(step.note)) ?? []);
  return { remarks: [...new Set(remarks)], failures };
}

function isNotOfPolicy({ kind, note }: StepLine): boolean {
  const { addition } = note;
  return !(
    kind === 'line' &&
    typeof addition === 'string' &&
    ownFileNames.some((name) => addition.trim().endsWith(`/${name}`))
  );
}

async function forgetIfNothingIsLeft(journal: InstallJournal): Promise<void> {
  if (listInstalled(await journal.read()).length === 0) await journal.remove();
}
