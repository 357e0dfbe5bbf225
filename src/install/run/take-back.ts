// Steps taken back by the journal, the last one first, in this process or in a later one. What cannot be
// taken back is told and keeps nothing else from being taken back; the journal then stays for the next try.

import { isAppError } from '../../base/app-error.ts';
import type { InstallJournal } from '../journal/install-journal.ts';
import { findCutOff, isUndoing, listInstalled, type StepLine } from '../journal/journal-line.ts';
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
 * @returns what a person should know; `failures` is empty when nothing is left
 */
export async function takeAllBack({ journal, handlers }: Undoing): Promise<TakenBack> {
  await journal.noteUndo();
  const result = await takeBack(listInstalled(await journal.read()), handlers);
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
  if (isUndoing(lines)) {
    const { remarks, failures } = await takeAllBack(undoing);
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

async function forgetIfNothingIsLeft(journal: InstallJournal): Promise<void> {
  if (listInstalled(await journal.read()).length === 0) await journal.remove();
}
