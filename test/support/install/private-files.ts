// What an installation must give back: every file and directory below some directories, byte for byte,
// with its kind, owner, permissions and inode.

import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Path → its state in words; a file's ends with its bytes. */
export type PrivateFiles = Readonly<Record<string, string>>;

/** Directories that are not there have no entries. */
export function readPrivateFiles(directories: readonly string[]): PrivateFiles {
  return Object.fromEntries(directories.flatMap(listPaths).map((path) => [path, describe(path)]));
}

function listPaths(directory: string): string[] {
  try {
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    return [directory, ...names.sort().map((name) => join(directory, name))];
  } catch {
    return [];
  }
}

function describe(path: string): string {
  const { mode, uid, gid, ino } = lstatSync(path);
  const isFile = lstatSync(path).isFile();
  const content = isFile ? readFileSync(path, 'latin1') : '';
  return `mode ${mode.toString(8)}, owner ${uid}:${gid}, inode ${ino}\n${content}`;
}

/** One line for each path that is not as it was. */
export function listDifferences(before: PrivateFiles, after: PrivateFiles): string[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path) => {
    if (before[path] === after[path]) return [];
    const [was, is] = [before[path], after[path]];
    if (was === undefined) return [`${path}: new`];
    return [is === undefined ? `${path}: gone` : `${path}: was ${was}\n\nis ${is}`];
  });
}
