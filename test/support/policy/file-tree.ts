// Every byte of a directory, to see what has become of it.

import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface FileState {
  readonly text: string;
  /** Its kind, owner and permissions; another inode is another file. */
  readonly identity: string;
}

/** Path inside the directory → file. */
export type FileTree = ReadonlyMap<string, FileState>;

/** @param without a directory inside, which is left out */
export function readFileTree(directory: string, without: string): FileTree {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path !== without && !path.startsWith(`${without}/`))
    .filter((path) => !lstatSync(join(directory, path)).isDirectory());
  return new Map(paths.sort().map((path) => [path, readFileState(join(directory, path))]));
}

/** One line for each file that is not as it was: `pjsip.conf: +#tryinclude …` where text was appended. */
export function listChanges(before: FileTree, after: FileTree): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => describeChange(path, before.get(path), after.get(path)));
}

function readFileState(path: string): FileState {
  const { mode, uid, gid, ino } = lstatSync(path);
  return {
    text: readFileSync(path, 'latin1'),
    identity: [mode.toString(8), uid, gid, ino].join(' '),
  };
}

function describeChange(
  path: string,
  before: FileState | undefined,
  after: FileState | undefined,
): string[] {
  if (before === undefined) return [`${path}: new`];
  if (after === undefined) return [`${path}: gone`];
  const isSame = before.identity === after.identity;
  if (!isSame) return [`${path}: ${before.identity} is now ${after.identity}`];
  if (before.text === after.text) return [];
  if (!after.text.startsWith(before.text)) return [`${path}: changed`];
  return [`${path}: +${after.text.slice(before.text.length).trim()}`];
}
