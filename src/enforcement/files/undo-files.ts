// Takes a write of files back, in this process or in a later one; done twice, it does no more.

import { mkdir, readFile, rmdir } from 'node:fs/promises';
import type { UndoNote } from '../writers/policy-writer.ts';
import { takeLineOut } from './added-line.ts';
import { exists } from './exists.ts';
import { type FileNote, fileNoteSchema } from './file-note.ts';
import { putFile, removeFile, removeUnfinished } from './put-file.ts';
import { naming } from './tell-failure.ts';

/**
 * @param note of FileWriter's `prepare`
 * @returns modules that Asterisk must load again
 * @throws AppError POLICY_UNWRITABLE naming what could not be put back
 */
export async function undoFiles(note: UndoNote): Promise<readonly string[]> {
  const { directory, isDirectoryNew, ownFiles, addedLines, modules } = fileNoteSchema.parse(note);
  for (const line of addedLines.toReversed())
    await naming(line.file, `cannot be rid of the line ${line.addition.trim()}`, () =>
      takeLineOut(line),
    );
  for (const ownFile of ownFiles)
    await naming(ownFile.file, 'cannot be put back as it was', () => restore(directory, ownFile));
  if (isDirectoryNew) await removeIfEmpty(directory);
  return modules;
}

async function restore(
  directory: string,
  { file, text }: FileNote['ownFiles'][number],
): Promise<void> {
  if (text === null) {
    if (await exists(directory)) await removeFile(file);
    return;
  }
  await mkdir(directory, { recursive: true, mode: 0o755 });
  await removeUnfinished(file);
  const now = await readFile(file, 'latin1').catch(() => undefined);
  if (now !== text) await putFile(file, Buffer.from(text, 'latin1'));
}

async function removeIfEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY') throw error;
  });
}
