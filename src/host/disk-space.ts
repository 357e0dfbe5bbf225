// How much a directory's disk still takes.

import { statfs } from 'node:fs/promises';

export interface DiskSpace {
  /** For users without root's reserve. */
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Absent for a file system that counts none. */
  readonly freeFiles?: number;
}

/** Undefined where there is no such directory. */
export async function readDiskSpace(directory: string): Promise<DiskSpace | undefined> {
  try {
    const { bsize, bavail, blocks, files, ffree } = await statfs(directory);
    const space = { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    return files === 0 ? space : { ...space, freeFiles: ffree };
  } catch {
    return undefined;
  }
}
