// A directory under .cache that is either whole or absent: it is filled under another name and
// renamed at the end. Of two runs at once, the later one throws its own copy away.

import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const cacheDirectory: string = join(import.meta.dirname, '../../../.cache');

/** True when the entry is there, whole. */
export async function hasCacheEntry(name: string): Promise<boolean> {
  const found = await stat(join(cacheDirectory, name)).catch(() => undefined);
  return found?.isDirectory() === true;
}

/** Lets `fill` make the entry in a directory of its own; when it has succeeded, gives it its name. */
export async function addCacheEntry(
  name: string,
  fill: (directory: string) => Promise<boolean>,
): Promise<void> {
  await removeInterrupted(name);
  const unfinished = join(cacheDirectory, `${name}.unfinished-${process.pid}`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  try {
    if (await fill(unfinished)) {
      await giveName(unfinished, join(cacheDirectory, name));
    }
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function giveName(unfinished: string, finished: string): Promise<void> {
  try {
    await rename(unfinished, finished);
  } catch (error) {
    if (!isTaken(error)) {
      throw error;
    }
  }
}

/** Removes what runs have left that were interrupted: their processes are gone. */
async function removeInterrupted(name: string): Promise<void> {
  await mkdir(cacheDirectory, { recursive: true });
  for (const entry of await readdir(cacheDirectory)) {
    const [owner, pid] = entry.split('.unfinished-');
    if (owner === name && pid !== undefined && !isAlive(Number(pid))) {
      await rm(join(cacheDirectory, entry), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}
