// The journal of policy changes on disk: one JSON object a line, each on disk before the next thing is
// done. What takes a run back is in it before the run changes anything, so that another process can.

import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import { openStateFile } from '../../base/open-state-file.ts';
import { replaceFile } from '../../base/replace-file.ts';
import {
  type BeginLine,
  dropOldRuns,
  type EndLine,
  findCutOff,
  formatJournalLine,
  type JournalLine,
  parseJournalLine,
} from './journal-line.ts';

/** A run over 3,000 endpoints takes about 1.5 MB. */
const MAX_BYTES = 5_000_000;
const NEWLINE = 10;

/** Who changes something: for the audit trail. */
export interface Author {
  readonly by: 'command' | 'companion';
  /** The user of the operating system. */
  readonly user: string;
}

/** All methods that write throw AppError POLICY_UNWRITABLE. */
export class PolicyJournal {
  private readonly path: string;
  private readonly author: Author;
  private readonly now: () => number;

  /**
   * @param path `policy.ndjson` in the directory `state`, else in `policy.write`
   * @param now milliseconds since 1970
   */
  constructor(path: string, author: Author, now: () => number) {
    this.path = path;
    this.author = author;
    this.now = now;
  }

  /** Opens a run, and makes room for it first. */
  async begin(plan: Omit<BeginLine, 'what' | 'run' | 'at' | 'by' | 'user'>): Promise<string> {
    await this.dropOldRuns();
    const run = randomUUID();
    await this.append({ what: 'begin', run, at: this.at, ...this.author, ...plan });
    return run;
  }

  async noteStep(run: string, step: string, detail: string): Promise<void> {
    await this.append({ what: 'step', run, at: this.at, step, detail });
  }

  async noteTakeBack(run: string): Promise<void> {
    await this.append({ what: 'take-back', run, at: this.at, ...this.author });
  }

  async end(run: string, result: Omit<EndLine, 'what' | 'run' | 'at'>): Promise<void> {
    await this.append({ what: 'end', run, at: this.at, ...result });
  }

  /**
   * The newest run that neither finished nor was taken back; of one Asterisk, when one is named.
   *
   * @throws AppError POLICY_UNWRITABLE when the journal cannot be read
   */
  async findCutOff(asterisk?: string): Promise<BeginLine | undefined> {
    return findCutOff(await this.read(), asterisk);
  }

  /** What is no line of the journal is left out. */
  async read(): Promise<JournalLine[]> {
    const text = (await this.readText()).toString();
    return text.split('\n').flatMap((line) => parseJournalLine(line) ?? []);
  }

  private get at(): string {
    return new Date(this.now()).toISOString();
  }

  private async append(line: JournalLine): Promise<void> {
    await this.mayFail(async () => {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      await writeDurably(this.path, 'a+', async (handle) => {
        const isWhole = await endsWithNewline(handle);
        await handle.appendFile(`${isWhole ? '' : '\n'}${formatJournalLine(line)}`);
      });
      await syncDirectory(dirname(this.path));
    });
  }

  private async dropOldRuns(): Promise<void> {
    const { length } = await this.readText();
    if (length <= MAX_BYTES) return;
    const lines = dropOldRuns(await this.read(), MAX_BYTES / 2);
    await this.mayFail(async () => {
      const fresh = `${this.path}.new`;
      const text = lines.map(formatJournalLine).join('');
      await writeDurably(fresh, 'w', (handle) => handle.writeFile(text));
      await replaceFile(fresh, this.path);
    });
  }

  private async readText(): Promise<Buffer> {
    return await this.mayFail(() =>
      readFile(this.path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return Buffer.alloc(0);
        throw error;
      }),
    );
  }

  private async mayFail<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw new AppError(
        'POLICY_UNWRITABLE',
        `${this.path} cannot be kept: ${(error as Error).message}; without it no change could be taken back: see to its owner and to free space`,
        { cause: error },
      );
    }
  }
}

async function writeDurably(
  path: string,
  flags: 'a+' | 'w',
  write: (handle: FileHandle) => Promise<unknown>,
): Promise<void> {
  const handle = await openStateFile(path, flags);
  try {
    await write(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A crash, or a full disk, leaves half a line: the next one must not be its rest. */
async function endsWithNewline(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === NEWLINE;
}
