// An installation carried out, step by step: what takes a step back is in the journal before it begins, and
// when one fails all that this run did is taken back.

import { AppError, isAppError } from '../../base/app-error.ts';
import type { InstallStep } from '../install-step.ts';
import type { InstallJournal } from '../journal/install-journal.ts';
import type { StepHandlers } from './step-handlers.ts';
import { takeRunBack } from './take-back.ts';

export interface InstallListener {
  onStep(step: InstallStep): void;
}

/**
 * @param command as the journal tells it: `farend init --way site`
 * @throws AppError of the step that failed; all is as before then, or the message says what is not
 */
export async function carryOut(
  steps: readonly InstallStep[],
  command: string,
  { journal, handlers }: { readonly journal: InstallJournal; readonly handlers: StepHandlers },
  listener: InstallListener,
): Promise<void> {
  const run = await journal.begin(command);
  try {
    for (const step of steps) {
      const handler = handlers.of(step);
      const note = await handler.prepare(step);
      if (note === undefined) continue;
      listener.onStep(step);
      await journal.noteStep(run, step.kind, note);
      await handler.carryOut(step, note);
    }
    await journal.end(run, 'done');
  } catch (error) {
    const remarks = await takeRunBack(run, { journal, handlers });
    throw explain(error, remarks);
  }
}

function explain(error: unknown, remarks: readonly string[]): unknown {
  if (!isAppError(error)) return error;
  const rest = remarks.length === 0 ? ['Everything is as it was before.'] : remarks;
  return new AppError(error.code, [error.message, ...rest].join('\n'), { cause: error });
}

/** The steps that are left to do; reloads and the like only where what they are for changes. */
export async function listOutstanding(
  steps: readonly InstallStep[],
  handlers: StepHandlers,
): Promise<InstallStep[]> {
  const outstanding: InstallStep[] = [];
  const changed = new Set<string>();
  for (const step of steps) {
    const isWanted = step.because?.some((file) => changed.has(file)) ?? true;
    if (!isWanted || isMadeBefore(step, changed)) continue;
    if ((await handlers.of(step).prepare(step)) === undefined) continue;
    outstanding.push(step);
    if (step.file !== undefined) changed.add(step.file);
  }
  return outstanding;
}

/** A directory that several need is made once. */
function isMadeBefore({ kind, file }: InstallStep, changed: ReadonlySet<string>): boolean {
  return kind === 'directory' && file !== undefined && changed.has(file);
}
