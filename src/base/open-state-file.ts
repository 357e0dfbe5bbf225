// A file in a directory that may belong to farend's own user while root writes into it, by a command or
// because root runs farend: whoever owns the directory must be able to go on with it.

import { closeSync, constants, fchownSync, fstatSync, openSync, statSync } from 'node:fs';
import { type FileHandle, lchown, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDWR, O_TRUNC, O_WRONLY } = constants;

/** As of fopen(3). */
const FLAGS = { 'a+': O_APPEND | O_CREAT | O_RDWR, w: O_CREAT | O_TRUNC | O_WRONLY } as const;

const ROOT = 0;

/** Opens it, made when it is not there; what root makes gets the owner of the directory. */
export async function openStateFile(
  path: string,
  flags: keyof typeof FLAGS,
  mode = 0o600,
): Promise<FileHandle> {
  const handle = await open(path, FLAGS[flags] | followNoLink(), mode);
  if (isOfRoot(await handle.stat())) {
    const { uid, gid } = await stat(dirname(path));
    // A file system without owners has the last word.
    if (uid !== ROOT) await handle.chown(uid, gid).catch(() => undefined);
  }
  return handle;
}

/** Makes the file when it is not there, and leaves its content alone. */
export function makeStateFileSync(path: string): void {
  const descriptor = openSync(path, FLAGS['a+'] | followNoLink(), 0o600);
  try {
    const { uid, gid } = statSync(dirname(path));
    if (isOfRoot(fstatSync(descriptor)) && uid !== ROOT) fchownSync(descriptor, uid, gid);
  } finally {
    closeSync(descriptor);
  }
}

/** For what is no file, such as a socket that root has just made. */
export async function giveToOwnerOfDirectory(path: string): Promise<void> {
  if (!isRoot()) return;
  const { uid, gid } = await stat(dirname(path));
  if (uid !== ROOT) await lchown(path, uid, gid).catch(() => undefined);
}

/** By a link the owner of the directory would lead root to any file of the machine. */
function followNoLink(): number {
  return isRoot() ? O_NOFOLLOW : 0;
}

/** One with a second name may be somebody else's. */
function isOfRoot({ uid, nlink }: { readonly uid: number; readonly nlink: number }): boolean {
  return isRoot() && uid === ROOT && nlink === 1;
}

function isRoot(): boolean {
  return process.getuid?.() === ROOT;
}
