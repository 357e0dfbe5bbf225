// A directory of farend's own, with those above it that are missing. It is taken away when it is empty.

import { constants } from 'node:fs';
import { lstat, mkdir, open, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { exists } from '../../enforcement/files/exists.ts';
import type { FileOwner, InstallStep, StepHandler, UndoNote } from '../install-step.ts';
import { findOwner } from './find-owner.ts';
import { naming } from './refusal.ts';

export interface DirectoryStep extends InstallStep {
  readonly kind: 'directory';
  readonly file: string;
  readonly mode: number;
  readonly owner: FileOwner;
}

const { O_DIRECTORY, O_NOFOLLOW } = constants;

/** The outermost first. */
const noteSchema = z.object({ made: z.array(z.string()) });

export const directoryHandler: StepHandler<DirectoryStep> = {
  kind: 'directory',
  async prepare({ file }) {
    const made = await naming(file, 'cannot be made', () => listMissing(file));
    return made.length === 0 ? undefined : { made };
  },
  async carryOut({ file, mode, owner }, note) {
    await naming(file, 'cannot be made', async () => {
      for (const path of noteSchema.parse(note).made) await makeDirectory(path, mode, owner);
    });
  },
  async undo(note: UndoNote) {
    for (const path of noteSchema.parse(note).made.toReversed())
      await naming(path, 'cannot be taken away', () => removeIfEmpty(path));
    return [];
  },
};

/** Whoever owns the directory around it could put a link in its place meanwhile. */
async function makeDirectory(path: string, mode: number, owner: FileOwner): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const { uid, gid, hasGroup } = await findOwner(owner, path);
  const handle = await open(path, O_DIRECTORY | O_NOFOLLOW);
  try {
    const now = await handle.stat();
    if (now.uid !== uid || now.gid !== gid) await handle.chown(uid, gid);
    await handle.chmod(hasGroup ? mode : mode & ~0o070);
  } finally {
    await handle.close();
  }
}

/** Of a directory and those above it, the outermost first. @throws AppError INSTALL_REFUSED when another thing is there */
export async function listMissing(path: string): Promise<string[]> {
  if (await exists(path)) {
    if ((await stat(path)).isDirectory()) return [];
    throw new AppError('INSTALL_REFUSED', `${path} is no directory: move it away, then try again`);
  }
  if ((await lstat(path).catch(() => undefined)) !== undefined)
    throw new AppError(
      'INSTALL_REFUSED',
      `${path} is a link to nowhere: take it away, then try again`,
    );
  return [...(await listMissing(dirname(path))), path];
}

/** What others have put into it stays, and so does the directory. */
export async function removeIfEmpty(path: string): Promise<void> {
  await rmdir(path).catch((error: NodeJS.ErrnoException) => {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error;
  });
}
