// Asterisk told to read its files again, by its console; after an undo it is told once more.

import { z } from 'zod';
import { AppError, isAppError } from '../../base/app-error.ts';
import { askConsole } from '../../host/asterisk-console.ts';
import type { ConsoleCommand } from '../../host/console-command.ts';
import type { InstallStep, StepHandler } from '../install-step.ts';

export interface ConsoleStep extends InstallStep {
  readonly kind: 'console';
  readonly controlSocket: string;
  readonly commands: readonly ConsoleCommand[];
  /** What is said once the files are as they were. */
  readonly undoCommands: readonly ConsoleCommand[];
}

const noteSchema = z.object({ controlSocket: z.string(), commands: z.array(z.string()) });

/** A module that has many endpoints takes its time. */
const DEADLINE_MS = 60_000;
/** How Asterisk says no (main/cli.c, main/loader.c); it has no exit codes here. */
const REFUSAL =
  /^(?:Unable to|No such|Module .* failed|.*(?:not properly initialized|config .* error)).*$/m;

export const consoleHandler: StepHandler<ConsoleStep> = {
  kind: 'console',
  prepare: async ({ controlSocket, undoCommands: commands }) => ({ controlSocket, commands }),
  async carryOut({ controlSocket, commands }) {
    for (const command of commands) await tell(controlSocket, command);
  },
  undo: async () => [],
  async finish(note) {
    const { controlSocket, commands } = noteSchema.parse(note);
    const remarks: string[] = [];
    for (const command of commands) {
      const remark = await tellAgain(controlSocket, command as ConsoleCommand);
      if (remark !== undefined) remarks.push(remark);
    }
    return remarks;
  },
};

async function tell(controlSocket: string, command: ConsoleCommand): Promise<void> {
  const output = await askConsole({ controlSocket }, command, DEADLINE_MS);
  const refusal = REFUSAL.exec(output)?.[0];
  if (refusal === undefined) return;
  throw new AppError(
    'INSTALL_REFUSED',
    `Asterisk answers “${command}” with: ${refusal.trim()}. Its log says more`,
  );
}

/** The files are right already: an Asterisk that does not run reads them when it starts. */
async function tellAgain(
  controlSocket: string,
  command: ConsoleCommand,
): Promise<string | undefined> {
  try {
    await askConsole({ controlSocket }, command, DEADLINE_MS);
    return undefined;
  } catch (error) {
    if (!isAppError(error, 'CONSOLE_UNREACHABLE')) throw error;
    return `Asterisk was not told to read its files again; if it runs: asterisk -rx "${command}".`;
  }
}
