// A terminal that remembers what a command wrote.

import type { ExitCode, Terminal } from '../../../src/cli/terminal.ts';

export interface RecordingTerminal extends Terminal {
  readonly out: string[];
  readonly err: string[];
  readonly progress: string[];
  readonly exitCode: ExitCode;
}

/** Paints nothing. */
export function createRecordingTerminal(): RecordingTerminal {
  const out: string[] = [];
  const err: string[] = [];
  const progress: string[] = [];
  let exitCode: ExitCode = 0;
  return {
    out,
    err,
    progress,
    get exitCode() {
      return exitCode;
    },
    print: (text) => void out.push(text),
    printError: (text) => void err.push(text),
    paint: (_, text) => text,
    width: 100,
    showProgress: (text) => void progress.push(text),
    raiseExitCode: (code) => {
      if (code > exitCode) exitCode = code;
    },
  };
}
