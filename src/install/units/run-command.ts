// A program of the system, such as systemctl, run to its end.

import { execFile } from 'node:child_process';
import { AppError } from '../../base/app-error.ts';

/** A stop waits until the service has ended: see TimeoutStopSec of the units. */
const DEADLINE_MS = 90_000;

export interface CommandResult {
  /** 127 where there is no such program, 124 where it took too long. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function runCommand(argv: readonly string[]): Promise<CommandResult> {
  const [file = '', ...words] = argv;
  return new Promise((resolve) => {
    execFile(file, words, { timeout: DEADLINE_MS }, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : readExitCode(error), stdout, stderr }),
    );
  });
}

/**
 * For what has to succeed.
 *
 * @returns what it printed
 * @throws AppError INSTALL_REFUSED with what it said
 */
export async function runCommandChecked(argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(argv);
  if (exitCode === 0) return stdout;
  const said = stderr.trim() === '' ? `exit code ${exitCode}` : stderr.trim();
  throw new AppError(
    'INSTALL_REFUSED',
    `“${argv.join(' ')}” failed: ${said}. See to it, then try again`,
  );
}

function readExitCode(error: {
  readonly code?: string | number | null;
  readonly killed?: boolean;
}): number {
  if (error.killed === true) return 124;
  return typeof error.code === 'number' ? error.code : 127;
}
