// Modules that Asterisk is told to load again, by the console of whichever Asterisk has these files.

import { dirname } from 'node:path';
import { isAppError } from '../../base/app-error.ts';
import { askConsole } from '../../host/asterisk-console.ts';
import type { ConsoleCommand } from '../../host/console-command.ts';
import { findAsterisks } from '../../host/find-asterisk.ts';

const DEADLINE_MS = 60_000;

/**
 * @param write `policy.write`, inside Asterisk's configuration directory
 * @returns what a person has to do, where Asterisk could not be told
 */
export async function reloadModules(
  write: string,
  modules: readonly string[],
): Promise<readonly string[]> {
  const remarks: string[] = [];
  const asterisk = await findByDirectory(dirname(write));
  for (const module of modules) {
    const command = `module reload ${module}` as ConsoleCommand;
    try {
      if (asterisk !== undefined) await askConsole(asterisk, command, DEADLINE_MS);
      else remarks.push(tell(command));
    } catch (error) {
      if (!isAppError(error, 'CONSOLE_UNREACHABLE')) throw error;
      remarks.push(tell(command));
    }
  }
  return remarks;
}

async function findByDirectory(directory: string) {
  const all = await findAsterisks().catch(() => []);
  return all.find(({ configDirectory }) => configDirectory === directory);
}

function tell(command: string): string {
  return `Asterisk was not told to read its files again; if it runs: asterisk -rx "${command}".`;
}
