// What farend's policy wrote beside Asterisk's files: its own files, and the lines by which Asterisk reads
// them. Works by the files alone; the journal of the policy only says how each file ended before its line.

import { rm } from 'node:fs/promises';
import type { Configuration, Inclusion } from '../../asterisk/conf/configuration.ts';
import { ConfFiles } from '../../asterisk/conf-files.ts';
import type { JournalLine } from '../../enforcement/apply/journal-line.ts';
import { fileNoteSchema } from '../../enforcement/files/file-note.ts';
import { OwnDirectory } from '../../enforcement/files/own-directory.ts';
import { moduleOf, ownFileNames } from '../../enforcement/files/own-file.ts';
import { readConfigurations } from '../../enforcement/files/read-configurations.ts';
import { refuseFile } from '../../host/refuse-file.ts';
import { removeIfEmpty } from '../steps/directory-step.ts';
import { type LineNote, takeLineAway } from '../steps/line-step.ts';
import { naming } from '../steps/refusal.ts';

/**
 * @param write `policy.write`
 * @param lines the policy's journal
 * @returns modules that Asterisk must load again; none where it read nothing of the policy's
 * @throws AppError INSTALL_REFUSED naming what could not be taken away
 */
export async function removePolicy(
  write: string,
  lines: readonly JournalLine[],
): Promise<readonly string[]> {
  const directory = new OwnDirectory(write);
  const configurations = readConfigurations(new ConfFiles(directory.parent, refuseFile));
  const notes = listAddedLines(lines);
  const modules = new Set<string>();
  for (const [store, configuration] of configurations)
    for (const inclusion of listOurs(configuration, directory)) {
      if (inclusion.files.length > 0) modules.add(moduleOf(store));
      await takeLineAway(findNote(inclusion, notes));
    }
  for (const name of ownFileNames) {
    const file = directory.fileOf(name);
    await naming(file, 'cannot be taken away', () => rm(file, { force: true }));
  }
  await naming(write, 'cannot be taken away', () => removeIfEmpty(write));
  return [...modules];
}

/** The last line of a file first: each was added behind the ones before it. */
function listOurs({ inclusions }: Configuration, directory: OwnDirectory): Inclusion[] {
  const lines = ownFileNames.map((name) => directory.lineOf(name));
  return inclusions.filter((inclusion) => lines.includes(formatLine(inclusion))).toReversed();
}

function formatLine({ directive, path }: Inclusion): string {
  return `#${directive} ${path}`;
}

function listAddedLines(lines: readonly JournalLine[]): readonly LineNote[] {
  return lines
    .filter((line) => line.what === 'begin')
    .flatMap(({ undo }) => undo.flatMap(({ note }) => fileNoteSchema.safeParse(note).data ?? []))
    .flatMap(({ addedLines }) => addedLines);
}

/** Without a note it is found by its text. */
function findNote(inclusion: Inclusion, notes: readonly LineNote[]): LineNote {
  const text = formatLine(inclusion);
  const { file } = inclusion;
  const note = notes.findLast((each) => each.file === file && each.addition.trim() === text);
  return note ?? { file, size: Number.MAX_SAFE_INTEGER, sha256: '', addition: `${text}\n` };
}
