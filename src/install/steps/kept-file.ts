// A file as it was at one moment: its bytes as a checksum, its rights, and what is left of it.

import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { FileRights } from './write-whole.ts';

export interface FoundFile extends FileRights {
  readonly bytes: Buffer;
}

/** Undefined where there is none. */
export async function readFound(file: string): Promise<FoundFile | undefined> {
  try {
    const { mode, uid, gid } = await stat(file);
    return { bytes: await readFile(file), mode: mode & 0o7777, uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
