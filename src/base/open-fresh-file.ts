// A new file beside the one whose place it will take, for `replaceFile`. The directory may belong to another
// user, such as Asterisk's, who must not lead root to a file of his choice by a link of that name.

import { type FileHandle, open, rm } from 'node:fs/promises';

/**
 * Opens it empty for writing. What has the name already, left by a crash or put there by somebody, is taken
 * away and never written to.
 */
export async function openFreshFile(path: string, mode: number): Promise<FileHandle> {
  await rm(path, { force: true });
  return await open(path, 'wx', mode);
}
