// The one line in a file of the operator's: added in place, so that owner, mode and links stay, and taken
// out again. The file may hold passwords: no copy of it is made.

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../base/app-error.ts';
import type { AddedLine } from './file-note.ts';
import { formatAddition } from './find-pull-ins.ts';

const NEW_LINE = 0x0a;

/** Changes nothing yet, and fails where nothing could be changed. */
export async function outlineAddition(file: string, line: string): Promise<AddedLine> {
  const handle = await open(file, 'r+');
  try {
    const bytes = await handle.readFile();
    const endsLine = bytes.length === 0 || bytes.at(-1) === NEW_LINE;
    return {
      file,
      size: bytes.length,
      sha256: hashOf(bytes),
      addition: formatAddition(line, endsLine),
    };
  } finally {
    await handle.close();
  }
}

/** On disk when it resolves. */
export async function addLine({ file, size, addition }: AddedLine): Promise<void> {
  const handle = await open(file, 'a');
  try {
    const { size: found } = await handle.stat();
    if (found !== size)
      throw new AppError(
        'POLICY_UNWRITABLE',
        `Another program changes ${file} at this moment: try again when it is done`,
      );
    await handle.write(Buffer.from(addition));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Leaves the file as it was before, also when only a part of the line got there. Where somebody changed
 * the file meanwhile, the line becomes a comment: one byte, so that no crash can spoil the file.
 */
export async function takeLineOut(note: AddedLine): Promise<void> {
  const handle = await openIfThere(note.file);
  if (handle === undefined) return;
  try {
    const bytes = await handle.readFile();
    if (isOurs(bytes, note)) {
      if (bytes.length > note.size) await handle.truncate(note.size);
    } else await commentOut(handle, bytes, note.addition.trim());
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Nothing but the addition, or its beginning, stands behind what was there. */
function isOurs(bytes: Buffer, { size, sha256, addition }: AddedLine): boolean {
  return (
    bytes.length >= size &&
    hashOf(bytes.subarray(0, size)) === sha256 &&
    Buffer.from(addition).indexOf(bytes.subarray(size)) === 0
  );
}

async function commentOut(handle: FileHandle, bytes: Buffer, line: string): Promise<void> {
  const text = bytes.toString('latin1');
  const wanted = Buffer.from(line).toString('latin1');
  const begin = `\n${text}`.lastIndexOf(`\n${wanted}`);
  if (begin < 0 || !/^\s*(?:\n|$)/.test(text.slice(begin + wanted.length))) return;
  await handle.write(Buffer.from(';'), 0, 1, begin);
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
