// Who owns farend's files, who may use them, and on what kind of mount they lie.

import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FileFacts, Ownership } from './file-facts.ts';
import { parseMounts } from './mount-table.ts';

export type FileWish = Pick<FileFacts, 'path' | 'role' | 'hasSecret'>;

export function readFileFacts(wishes: readonly FileWish[]): FileFacts[] {
  const mounts = parseMounts(readText('/proc/self/mountinfo'));
  return wishes.map((wish) => {
    const path = resolveLinks(wish.path);
    const ownership = readOwnership(path);
    return {
      ...wish,
      ...(ownership !== undefined && { ownership }),
      directories: listAbove(path).flatMap((each) => readOwnership(each) ?? []),
      isReadOnly: mounts.isReadOnly(path),
    };
  });
}

function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** `/`, `/var`, `/var/lib` for `/var/lib/farend`. */
function listAbove(path: string): string[] {
  const above = dirname(path);
  return above === path ? [] : [...listAbove(above), above];
}

function readOwnership(path: string): Ownership | undefined {
  try {
    const { mode, uid, gid } = statSync(path);
    return { path, mode: mode & 0o7777, uid, gid };
  } catch {
    return undefined;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
