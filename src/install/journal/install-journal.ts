// The journal of installations on disk, beside farend.yaml and not in `state`: that directory belongs to
// farend's own user, and what is done by the journal is done as root.

import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { AppError } from '../../base/app-error.ts';
import { syncDirectory } from '../../enforcement/files/put-file.ts';
import { listMissing, removeIfEmpty } from '../steps/directory-step.ts';
import { naming } from '../steps/refusal.ts';
import { type JournalLine, parseJournalLine } from './journal-line.ts';

const FILE_NAME = 'journal.ndjson';
const NEWLINE = 10;

/** All methods throw AppError INSTALL_REFUSED. */
export class InstallJournal {
  /** Where copies of changed files are, too. */
  readonly directory: string;
  private readonly path: string;
  private readonly now: () => number;

  /**
   * @param configDirectory the directory of farend.yaml; it may be missing still
   * @param now milliseconds since 1970
   */
  constructor(configDirectory: string, now: () => number) {
    this.directory = join(configDirectory, 'install');
    this.path = join(this.directory, FILE_NAME);
    this.now = now;
  }

  /** What is no line of the journal is left out. */
  async read(): Promise<JournalLine[]> {
    const text = await naming(this.path, 'cannot be read', () => this.readText());
    return text.split('\n').flatMap((line) => parseJournalLine(line) ?? []);
  }

  async begin(command: string): Promise<string> {
    const run = randomUUID();
    const made = await naming(this.directory, 'cannot be made', () => this.makeDirectory());
    await this.append({ what: 'begin', run, at: this.at, command, made });
    return run;
  }

  async noteStep(
    run: string,
    kind: string,
    note: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.append({ what: 'step', run, at: this.at, kind, note });
  }

  async end(run: string, outcome: 'done' | 'taken-back'): Promise<void> {
    await this.append({ what: 'end', run, at: this.at, outcome });
  }

  async noteUndo(keepsPolicy: boolean): Promise<void> {
    await this.append({ what: 'undo', at: this.at, keepsPolicy });
  }

  /** Nothing is installed any more: copies go, then the journal, then directories that were made for them. */
  async remove(): Promise<void> {
    const lines = await this.read();
    if (lines.length > 0) await this.append({ what: 'gone', at: this.at });
    const made = lines.flatMap((line) => (line.what === 'begin' ? line.made : []));
    await naming(this.directory, 'cannot be taken away', async () => {
      const names = await readdir(this.directory).catch(() => []);
      for (const name of names.filter((each) => each !== FILE_NAME))
        await rm(join(this.directory, name), { force: true });
      await rm(this.path, { force: true });
      await removeIfEmpty(this.directory);
      for (const path of made.toReversed()) await removeIfEmpty(path);
    });
  }

  /** A name in `directory` that no copy has yet. */
  createName = (): string => `${randomUUID()}.before`;

  private get at(): string {
    return new Date(this.now()).toISOString();
  }

  private async readText(): Promise<string> {
    const found = await stat(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined) return '';
    refuseForeign(this.path, found.uid);
    return await readFile(this.path, 'utf8');
  }

  /** That of farend.yaml is for farend's own user too; copies and notes are not. */
  private async makeDirectory(): Promise<string[]> {
    const made = await listMissing(this.directory);
    for (const path of made) await mkdir(path, { mode: path === this.directory ? 0o700 : 0o755 });
    return made;
  }

  private async append(line: JournalLine): Promise<void> {
    await naming(this.path, 'cannot be kept', async () => {
      const handle = await open(this.path, 'a+', 0o600);
      try {
        const { size } = await handle.stat();
        const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
        const isWhole = size === 0 || buffer[0] === NEWLINE;
        await handle.appendFile(`${isWhole ? '' : '\n'}${JSON.stringify(line)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await syncDirectory(this.directory);
    });
  }
}

/** It says what is written and taken away: whoever could write it would have the rights of who reads it. */
function refuseForeign(path: string, uid: number): void {
  const self = process.geteuid?.();
  if (uid === self || uid === 0) return;
  throw new AppError(
    'INSTALL_REFUSED',
    `${path} belongs to another user (${uid}), and is not followed: see who put it there`,
  );
}
