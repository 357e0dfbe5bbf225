// The files of Asterisk's configuration directory as they were at one moment: each is read from the
// disk once, so that all that is said of them agrees. They hold passwords: nothing of them is printed.

import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ConfSource } from '../../asterisk/conf/read-configuration.ts';
import { AppError } from '../../base/app-error.ts';

interface ReadFile {
  readonly text: string;
  readonly changedMs: number;
}

export class ConfFiles implements ConfSource {
  readonly directory: string;
  private readonly known: Map<string, ReadFile | undefined>;

  constructor(
    directory: string,
    known: ReadonlyMap<string, ReadFile | undefined> = new Map<string, ReadFile>(),
  ) {
    this.directory = directory;
    this.known = new Map(known);
  }

  /** The same moment, had these files these texts; nothing is written. */
  with(texts: ReadonlyMap<string, string>): ConfFiles {
    const changed = [...texts].map(([path, text]) => [path, { text, changedMs: 0 }] as const);
    return new ConfFiles(this.directory, new Map([...this.known, ...changed]));
  }

  /**
   * @param path relative to the configuration directory, as Asterisk takes it
   * @returns undefined where Asterisk would find no file
   * @throws AppError POLICY_UNWRITABLE when there is one that may not be read
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
    assertListable(dirname(absolute));
    return globSync(absolute).toSorted();
  }

  private find(path: string): ReadFile | undefined {
    const absolute = resolve(this.directory, path);
    if (!this.known.has(absolute)) this.known.set(absolute, readRegularFile(absolute));
    return this.known.get(absolute);
  }
}

/** Whether glob(3) finds files for it by looking, as Asterisk lets it: with `*`, `?`, `[…]`, `{…}`. */
export function isPattern(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** Asterisk passes over what is no regular file. */
function readRegularFile(path: string): ReadFile | undefined {
  try {
    const status = statSync(path);
    if (!status.isFile()) return undefined;
    return { text: readFileSync(path, 'utf8'), changedMs: status.mtimeMs };
  } catch (error) {
    return absentOrThrow(error, path);
  }
}

/** A directory that may not be read looks empty to a glob. */
function assertListable(directory: string): void {
  if (isPattern(directory)) return;
  try {
    readdirSync(directory);
  } catch (error) {
    absentOrThrow(error, directory);
  }
}

function absentOrThrow(error: unknown, path: string): undefined {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw new AppError(
    'POLICY_UNWRITABLE',
    `${path} cannot be read (${code}), and farend has to read what Asterisk reads: give its user the right to, or set policy.write: none and paste what farend policy plan prints`,
    { cause: error },
  );
}
