// A terminal that remembers what a command wrote.

import type { ExitCode, Terminal } from '../../../src/cli/terminal.ts';

export interface RecordingTerminal extends Terminal {
  readonly out: string[];
  readonly err: string[];
  readonly progress: string[];
  readonly exitCode: ExitCode;
  /** What was asked. */
  readonly questions: string[];
}

/**
 * Paints nothing.
 *
 * @param answer what the person at it says to yes or no; default: nobody is there
 * @param answers what that person types when asked for a text, one after the other; then the input ends
 */
export function createRecordingTerminal(
  answer = true,
  answers?: readonly string[],
): RecordingTerminal {
  const typed = [...(answers ?? [])];
  const out: string[] = [];
  const err: string[] = [];
  const progress: string[] = [];
  const questions: string[] = [];
  let exitCode: ExitCode = 0;
  return {
    out,
    err,
    progress,
    questions,
    get exitCode() {
      return exitCode;
    },
    print: (text) => void out.push(text),
    printError: (text) => void err.push(text),
    paint: (_, text) => text,
    width: 100,
    showProgress: (text) => void progress.push(text),
    confirm: async (question) => {
      questions.push(question);
      return answer;
    },
    isInteractive: answers !== undefined,
    ask: async (question, fallback) => {
      questions.push(question);
      const text = typed.shift();
      return text === '' ? fallback : text;
    },
    raiseExitCode: (code) => {
      if (code > exitCode) exitCode = code;
    },
  };
}
