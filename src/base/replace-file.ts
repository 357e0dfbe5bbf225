// Puts a finished file in the place of another, so that a crash or a power cut leaves one of the two.

import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @param fresh a file whose content is on disk already */
export async function replaceFile(fresh: string, file: string): Promise<void> {
  await rename(fresh, file);
  const directory = await open(dirname(file), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
