// What a journal may have taken back: root may act on it, and the user of the service can write it. So
// it may speak of nothing but farend's own files, and of the lines by which Asterisk reads them.

import { dirname, relative, resolve } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import type { UndoNote } from '../writers/policy-writer.ts';
import { type FileNote, fileNoteSchema } from './file-note.ts';
import { OwnDirectory } from './own-directory.ts';
import { ownFileNames } from './own-file.ts';

/**
 * The same note.
 *
 * @param write `policy.write`, from a file that only root can change
 * @throws AppError POLICY_UNSAFE when it speaks of anything else
 */
export function vetFileNote(note: UndoNote, write: string | undefined): UndoNote {
  const { directory, ownFiles, addedLines } = fileNoteSchema.parse(note);
  if (write === undefined || resolve(directory) !== resolve(write))
    throw new AppError(
      'POLICY_UNSAFE',
      `The journal would have ${directory} put back as it was, which is not policy.write: set that to ${directory} once more, or, where farend never wrote there, move policy.ndjson in the state directory away`,
    );
  const own = new OwnDirectory(write);
  const foreign =
    ownFiles.find(({ file }) => !isOwnFile(own, file)) ??
    addedLines.find((line) => !isOwnLine(own, line));
  if (foreign === undefined) return note;
  throw new AppError(
    'POLICY_UNSAFE',
    `The journal would have ${foreign.file} changed, which is no file of farend's policy: somebody else has written policy.ndjson in the state directory. Move it away, and look who can write there`,
  );
}

function isOwnFile(own: OwnDirectory, file: string): boolean {
  return ownFileNames.some((name) => own.fileOf(name) === resolve(file));
}

function isOwnLine(own: OwnDirectory, { file, addition }: FileNote['addedLines'][number]): boolean {
  const path = relative(own.parent, resolve(file));
  const isInside = path !== '' && !path.startsWith('..') && dirname(resolve(file)) !== own.path;
  return isInside && ownFileNames.some((name) => own.lineOf(name) === addition.trim());
}
