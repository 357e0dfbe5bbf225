// The files of Asterisk's configuration directory as they were at one moment: each is read from the
// disk once, so that all that is said of them agrees. They hold passwords: nothing of them is printed.

import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AppError } from '../base/app-error.ts';
import type { ConfSource } from './conf/read-configuration.ts';

interface ReadFile {
  readonly text: string;
  readonly changedMs: number;
}

/** What to say of a file or directory that is there and may not be read; `code` is that of errno. */
type Refusal = (path: string, code: string, cause: unknown) => AppError;

export class ConfFiles implements ConfSource {
  readonly directory: string;
  private readonly refuse: Refusal;
  private readonly known: Map<string, ReadFile | undefined>;

  /** @param directory the configuration directory, where relative paths begin */
  constructor(
    directory: string,
    refuse: Refusal,
    known: ReadonlyMap<string, ReadFile | undefined> = new Map<string, ReadFile>(),
  ) {
    this.directory = directory;
    this.refuse = refuse;
    this.known = new Map(known);
  }

  /** The same moment, had these files these texts; nothing is written. */
  with(texts: ReadonlyMap<string, string>): ConfFiles {
    const changed = [...texts].map(([path, text]) => [path, { text, changedMs: 0 }] as const);
    return new ConfFiles(this.directory, this.refuse, new Map([...this.known, ...changed]));
  }

  /**
   * @param path relative to the configuration directory, as Asterisk takes it
   * @returns undefined where Asterisk would find no file
   * @throws what `refuse` makes of one that may not be read
   */
  readFile(path: string): string | undefined {
    return this.find(path)?.text;
  }

  /** When it was changed last, ms since 1970; undefined where there is none. */
  changedMs(path: string): number | undefined {
    return this.find(path)?.changedMs;
  }

  /** What Asterisk's glob(3) makes of a pattern, sorted. */
  listFiles(pattern: string): readonly string[] {
    const absolute = resolve(this.directory, pattern);
    this.assertListable(dirname(absolute));
    return globSync(absolute).toSorted();
  }

  private find(path: string): ReadFile | undefined {
    const absolute = resolve(this.directory, path);
    if (!this.known.has(absolute)) this.known.set(absolute, this.readRegularFile(absolute));
    return this.known.get(absolute);
  }
  /** Asterisk passes over what is no regular file. */
  private readRegularFile(path: string): ReadFile | undefined {
    try {
      const status = statSync(path);
      if (!status.isFile()) return undefined;
      return { text: readFileSync(path, 'utf8'), changedMs: status.mtimeMs };
    } catch (error) {
      return this.absentOrThrow(error, path);
    }
  }

  /** A directory that may not be read looks empty to a glob. */
  private assertListable(directory: string): void {
    if (isPattern(directory)) return;
    try {
      readdirSync(directory);
    } catch (error) {
      this.absentOrThrow(error, directory);
    }
  }

  private absentOrThrow(error: unknown, path: string): undefined {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw this.refuse(path, code, error);
  }
}

/** Whether glob(3) finds files for it by looking, as Asterisk lets it: with `*`, `?`, `[…]`, `{…}`. */
export function isPattern(path: string): boolean {
  return /[*?[{]/.test(path);
}
