// One `nft -i`, kept running: the table belongs to it (flags owner) and ends in the kernel with it, even
// when the guard is killed, since its input ends then.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { AppError } from '../base/app-error.ts';

const ANSWER_MS = 5_000;
/** Enough for any message of nft's; the lines it repeats may be long. */
const MAX_MESSAGE_CHARACTERS = 2_000_000;

export class NftSession {
  private readonly child: ChildProcessWithoutNullStreams;
  private isOver = false;
  private count = 0;
  private errors = '';
  private onErrors: () => void = () => undefined;

  constructor() {
    this.child = spawn('nft', ['-i'], { stdio: 'pipe' });
    const end = () => {
      this.isOver = true;
      this.onErrors();
    };
    this.child.once('error', end);
    this.child.once('close', end);
    this.child.stdin.on('error', () => undefined);
    this.child.stdout.resume();
    this.child.stderr.setEncoding('latin1').on('data', (text: string) => {
      this.errors = (this.errors + text).slice(-MAX_MESSAGE_CHARACTERS);
      this.onErrors();
    });
  }

  /** It has ended, and its table with it. */
  get hasEnded(): boolean {
    return this.isOver;
  }

  /**
   * Runs one line: all of its commands, or none.
   *
   * @returns what nft complains of, in its words; undefined when it was done
   * @throws AppError DIVERT_UNAVAILABLE when nft has ended or does not answer
   */
  async run(line: string): Promise<string | undefined> {
    this.count += 1;
    // Nothing else ends a command audibly: nft complains of a table that nobody has, and names it.
    const marker = `farend_asks_${this.count}`;
    this.errors = '';
    this.child.stdin.write(`${line}\nlist table inet ${marker}\n`);
    await this.waitFor(marker);
    const before = this.errors.slice(0, this.errors.indexOf(`list table inet ${marker}`));
    const complaints = before.split('\n').filter((text) => text.startsWith('Error: '));
    // The last one is that of the marker.
    return complaints.length > 1 ? complaints[0]?.slice('Error: '.length) : undefined;
  }

  /** Ends it, and its table; returns when both are gone. */
  end(): Promise<void> {
    if (this.isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.child.once('close', () => resolve());
      this.child.stdin.end();
    });
  }

  private waitFor(marker: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (isAnswered: boolean) => {
        clearTimeout(timer);
        this.onErrors = () => undefined;
        if (isAnswered) resolve();
        else reject(new AppError('DIVERT_UNAVAILABLE', 'nft has ended, or does not answer'));
      };
      const timer = setTimeout(() => finish(false), ANSWER_MS);
      this.onErrors = () => {
        if (this.errors.includes(`list table inet ${marker}`)) finish(true);
        else if (this.isOver) finish(false);
      };
      this.onErrors();
    });
  }
}
