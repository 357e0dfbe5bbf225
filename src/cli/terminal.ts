// Where a command writes, and in which colours. Answers go to stdout; what is said about them, and
// everything that went wrong, to stderr.

import { createInterface } from 'node:readline';
import { styleText } from 'node:util';

type TextStyle = Parameters<typeof styleText>[0];

/** 0 fine, 1 failed or found something, 2 usage or configuration. */
export type ExitCode = 0 | 1 | 2;

export interface Terminal {
  /** One line or several to stdout; a line end is added. */
  print(text: string): void;
  /** The same to stderr. */
  printError(text: string): void;
  /** For stdout: coloured on a terminal, plain elsewhere or with NO_COLOR. */
  paint(style: TextStyle, text: string): string;
  /** Columns of stdout; 100 where it is no terminal. */
  readonly width: number;
  /** A line that the next one takes the place of, '' for none: on stderr, if that is a terminal. */
  showProgress(text: string): void;
  /** Asks a person, who has to say yes; true where nobody is at the terminal: a script has decided. */
  confirm(question: string): Promise<boolean>;
  /** Whether a person is there to be asked. */
  readonly isInteractive: boolean;
  /** Asks a person for a text; an empty answer is the fallback, the end of input or Ctrl-C undefined. */
  ask(question: string, fallback: string): Promise<string | undefined>;
  /** The highest code that was set is the one the process ends with. */
  raiseExitCode(code: ExitCode): void;
}

const USUAL_WIDTH = 100;
/** Carriage return, and what stands there is erased (ECMA-48 EL). */
const BEGIN_OF_LINE = '\r\u001b[K';

/** The terminal of this process. */
export function createTerminal(host: NodeJS.Process): Terminal {
  return {
    print: (text) => void host.stdout.write(`${text}\n`),
    printError: (text) => void host.stderr.write(`${text}\n`),
    paint: (style, text) => styleText(style, text, { stream: host.stdout }),
    width: host.stdout.columns ?? USUAL_WIDTH,
    showProgress: (text) => {
      if (host.stderr.isTTY) host.stderr.write(`${BEGIN_OF_LINE}${text}`);
    },
    confirm: (question) => confirm(host, question),
    isInteractive: isInteractive(host),
    ask: async (question, fallback) => {
      const answer = await readAnswer(host, `${question} [${fallback}] `);
      return answer === '' ? fallback : answer;
    },
    raiseExitCode: (code) => {
      host.exitCode = Math.max(Number(host.exitCode ?? 0), code);
    },
  };
}

function isInteractive({ stdin, stderr }: NodeJS.Process): boolean {
  return stdin.isTTY && stderr.isTTY;
}

/** The end of input, or Ctrl-C, is no. */
async function confirm(host: NodeJS.Process, question: string): Promise<boolean> {
  if (!isInteractive(host)) return true;
  const answer = await readAnswer(host, `${question} [y/N] `);
  return /^y(es)?$/i.test(answer ?? '');
}

/** Without the blanks around it. */
function readAnswer(
  { stdin, stderr }: NodeJS.Process,
  prompt: string,
): Promise<string | undefined> {
  const line = createInterface({ input: stdin, output: stderr });
  let isAnswered = false;
  return new Promise((resolve) => {
    line.on('SIGINT', () => line.close());
    line.on('close', () => {
      // What is said next begins a line of its own.
      if (!isAnswered) stderr.write('\n');
      resolve(undefined);
    });
    line.question(prompt, (answer) => {
      isAnswered = true;
      resolve(answer.trim());
      line.close();
    });
  });
}
