// Puts a file of farend's own in its place: whole, on the disk, and readable by Asterisk.

import { open, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openFreshFile } from '../../base/open-fresh-file.ts';
import { replaceFile } from '../../base/replace-file.ts';

/** Asterisk may run as another user; no secret is in it. */
const MODE = 0o644;

/** Its owner is that of the directory, where farend may say so. A crash leaves the old file or this one. */
export async function putFile(file: string, text: Buffer): Promise<void> {
  const fresh = freshName(file);
  const { uid, gid } = await stat(dirname(file));
  const handle = await openFreshFile(fresh, MODE);
  try {
    await handle.writeFile(text);
    await handle.chmod(MODE);
    await handle.chown(uid, gid).catch(() => undefined);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await replaceFile(fresh, file);
}

/** Takes away the file, and what a crash has left of its successor. */
export async function removeFile(file: string): Promise<void> {
  await removeUnfinished(file);
  await unlinkIfThere(file);
  await syncDirectory(dirname(file));
}

export async function removeUnfinished(file: string): Promise<void> {
  await unlinkIfThere(freshName(file));
}

/** So that what was made or taken away in it stays so after a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** No pattern of an include finds it. */
function freshName(file: string): string {
  return join(dirname(file), `.${basename(file)}.new`);
}

async function unlinkIfThere(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
