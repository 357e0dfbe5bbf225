// Opens one of farend's SQLite files: makes it for its owner only, brings it up to this farend's version, and
// knows what to do with one that is damaged or on a disk that cannot be written.

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeStateFileSync } from '../base/open-state-file.ts';
import type { FileKind, OpenFile } from './file-kind.ts';
import { migrate } from './migrate.ts';

export const IN_MEMORY = ':memory:';

const COPY_SUFFIX = /^(v[0-9]+|damaged)(\.new)?$/;

/**
 * A lock for as long as it is open, so that no second farend writes it, and no shared memory on the
 * disk. A commit is in the hands of the kernel: it survives the process, and after a power cut the last
 * ones may be missing. What is deleted is overwritten. The write-ahead log is cut after a great write.
 */
const SETTINGS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA secure_delete = ON;
  PRAGMA journal_size_limit = 4194304;
`;

/**
 * @throws AppError STATE_TOO_NEW; STATE_UNUSABLE for another program's file; an error of SQLite or of
 *   the file system
 */
export function openFile<File extends OpenFile>(path: string, kind: FileKind<File>): File {
  if (path !== IN_MEMORY) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    makeStateFileSync(path); // its log takes mode and owner of the file
  }
  return prepareFile(path, path, kind, false);
}

/** What can still be read of a file that cannot be written: a copy in the temporary directory. */
export function openReadOnly<File extends OpenFile>(path: string, kind: FileKind<File>): File {
  const directory = mkdtempSync(join(tmpdir(), 'farend-state-'));
  try {
    const copy = join(directory, basename(path));
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    return prepareFile(copy, path, kind, true);
  } finally {
    rmSync(directory, { recursive: true }); // open files live until they are closed
  }
}

/** Removes copies from before a migration and a damaged file. @param olderThanMs only those; all without */
export function removeCopies(path: string, olderThanMs = Number.POSITIVE_INFINITY): void {
  const directory = dirname(path);
  const prefix = `${basename(path)}.`;
  for (const name of readdirSync(directory)) {
    const isCopy = name.startsWith(prefix) && COPY_SUFFIX.test(name.slice(prefix.length));
    const copy = join(directory, name);
    if (isCopy && statSync(copy).mtimeMs < olderThanMs) rmSync(copy);
  }
}

/** Puts a damaged file out of the way, in the place of one that was damaged before. @returns where it is */
export function setAside(path: string): string {
  const aside = `${path}.damaged`;
  renameSync(path, aside);
  rmSync(`${path}-wal`, { force: true });
  return aside;
}

function prepareFile<File extends OpenFile>(
  file: string,
  path: string,
  kind: FileKind<File>,
  isReadOnly: boolean,
): File {
  const database = new DatabaseSync(file);
  try {
    database.exec(SETTINGS);
    migrate(database, path, file, kind);
    return kind.wrap(database, isReadOnly);
  } catch (error) {
    database.close();
    throw error;
  }
}
