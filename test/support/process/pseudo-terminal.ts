// A command at a terminal of its own, and a person's keys: a pseudo terminal by script(1) of util-linux.

import { stripVTControlCharacters } from 'node:util';
import { own, release, type Stoppable } from './lifetime.ts';
import { type ManagedProcess, startProcess } from './managed-process.ts';
import { pollUntil } from './poll-until.ts';

const DEADLINE_MS = 30_000;

/** Keys that are no letters. */
export const keys = { interrupt: '\u0003', endOfInput: '\u0004', enter: '\r' } as const;

/** What stands on the screen when a key is hit, and the keys. */
export type Turn = readonly [shown: string, typed: string];

export class PseudoTerminal implements Stoppable {
  readonly #process: ManagedProcess;
  #output = '';

  constructor(argv: readonly string[], namespace?: string) {
    const command = argv.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
    this.#process = startProcess({
      argv: ['script', '-qefc', `stty cols 400; ${command}`, '/dev/null'],
      namespace,
      env: { ...process.env, NO_COLOR: '1', TERM: 'xterm' },
      hasInput: true,
    });
    this.#process.child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#output += chunk;
    });
    own(this);
  }

  /** All that was printed, without what moves the cursor. */
  get text(): string {
    return stripVTControlCharacters(this.#output).replaceAll('\r', '');
  }

  /** Hits the keys of each turn when its words are shown behind those of the turn before; waits for the end. */
  async play(
    turns: readonly Turn[],
  ): Promise<{ readonly exitCode: number; readonly text: string }> {
    let seen = 0;
    for (const [shown, typed] of turns) {
      seen = await pollUntil(async () => this.#find(shown, seen), {
        timeoutMs: DEADLINE_MS,
        what: `"${shown}" on the screen behind "${this.text.slice(seen)}"`,
      });
      this.#process.child.stdin?.write(typed);
    }
    const { code } = await this.#process.exited;
    release(this);
    return { exitCode: code ?? 128, text: this.text };
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    release(this);
  }

  /** @returns where the words end; undefined when the process has to write them still */
  #find(shown: string, from: number): number | undefined {
    const at = this.text.indexOf(shown, from);
    if (at >= 0) return at + shown.length;
    if (this.#process.hasExited) throw new Error(`"${shown}" was never shown:\n${this.text}`);
    return undefined;
  }
}
