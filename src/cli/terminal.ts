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
    confirm: (question) => askPerson(host, question),
    raiseExitCode: (code) => {
      host.exitCode = Math.max(Number(host.exitCode ?? 0), code);
    },
  };
}

/** The end of input, or Ctrl-C, is no. */
function askPerson({ stdin, stderr }: NodeJS.Process, question: string): Promise<boolean> {
  if (!stdin.isTTY || !stderr.isTTY) return Promise.resolve(true);
  const line = createInterface({ input: stdin, output: stderr });
  return new Promise((resolve) => {
    line.on('SIGINT', () => line.close());
    line.on('close', () => resolve(false));
    line.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      line.close();
    });
  });
}
