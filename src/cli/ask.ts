// A question to the companion, as the commands ask it: what it refuses is told, and ends with 1.

import { askCompanion, type CompanionQuestion } from '../app/ask-companion.ts';
import { isAppError } from '../base/app-error.ts';
import { escapeControl, formatJson } from '../base/escape-control.ts';
import type { Terminal } from './terminal.ts';

export interface AskOptions {
  readonly config: string;
  readonly json: boolean;
}

/**
 * @returns undefined when it was refused, and that is told
 * @throws AppError COMPANION_UNREACHABLE, and those of the configuration
 */
export async function ask<Answer>(
  terminal: Terminal,
  { config, json }: AskOptions,
  question: CompanionQuestion<Answer>,
): Promise<Answer | undefined> {
  try {
    return await askCompanion(config, question);
  } catch (error) {
    if (!isAppError(error, 'COMPANION_REFUSED')) throw error;
    terminal.raiseExitCode(1);
    if (json) terminal.print(formatJson({ refused: error.message }));
    else terminal.printError(`farend: ${escapeControl(error.message)}`);
    return undefined;
  }
}
