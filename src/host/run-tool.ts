// Runs a program of the system that only reads, with a deadline.

import { type ExecFileException, execFile } from 'node:child_process';

interface ToolAnswer {
  readonly isDone: boolean;
  readonly output: string;
  /** A sentence; absent when it is done. */
  readonly failure?: string;
}

const DEADLINE_MS = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** Never throws. */
export function runTool(program: string, args: readonly string[]): Promise<ToolAnswer> {
  const { promise, resolve } = Promise.withResolvers<ToolAnswer>();
  const limits = { timeout: DEADLINE_MS, maxBuffer: MAX_BYTES };
  execFile(program, [...args], limits, (error, stdout, stderr) => {
    if (error === null) resolve({ isDone: true, output: stdout });
    else resolve({ isDone: false, output: '', failure: explain(program, error, stderr) });
  });
  return promise;
}

function explain(program: string, error: ExecFileException, stderr: string): string {
  if (error.code === 'ENOENT') return `${program} is not installed`;
  const [line = ''] = stderr.trim().split('\n');
  return `${program} does not answer (${line === '' ? error.message : line})`;
}
