// All that a write of files will change, found out before anything is: what cannot succeed is refused here.

import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import type { OwnSection } from '../../policy/policy-plan.ts';
import type { PullIn } from '../pull-in.ts';
import type { FileStore } from '../store-lookup.ts';
import { outlineAddition } from './added-line.ts';
import { type ConfDirectory, readConfDirectory } from './conf-directory.ts';
import { exists } from './exists.ts';
import type { FileNote } from './file-note.ts';
import { appendLines } from './find-pull-ins.ts';
import type { OwnDirectory } from './own-directory.ts';
import { findOwnFile, ownFileNames, storeOfOwnFile } from './own-file.ts';
import { formatOwnText } from './own-text.ts';
import { needsAorFile } from './pull-in-places.ts';
import { readConfigurations } from './read-configurations.ts';
import { naming } from './tell-failure.ts';
import { type Intent, verifyFiles } from './verify-files.ts';

export interface WriteOutline {
  readonly before: ConfDirectory;
  /** Of farend's own files that change, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The lines to be added to the operator's files. */
  readonly pullIns: readonly PullIn[];
  readonly intent: Intent;
}

/**
 * @param sections all that farend's files are to hold afterwards
 * @throws AppError POLICY_UNWRITABLE where files are in the way, POLICY_UNSAFE where Asterisk would not
 * read what is meant
 */
export async function outlineWrite(
  write: string,
  sections: readonly OwnSection[],
): Promise<WriteOutline> {
  const before = await readConfDirectory(write);
  const { directory, files, configurations } = before;
  const pullIns = before.pullIns(sections).filter(({ isThere }) => !isThere);
  const texts = outlineTexts(before, sections);
  const after = readConfigurations(files.with(new Map([...appendLines(pullIns, files), ...texts])));
  const intent = { sections, stores: findStores(directory, texts, pullIns), directory };
  verifyFiles(configurations, after, intent);
  return { before, texts, pullIns, intent };
}

function findStores(
  directory: OwnDirectory,
  texts: WriteOutline['texts'],
  pullIns: readonly PullIn[],
): ReadonlySet<FileStore> {
  const changed = ownFileNames.filter((name) => texts.has(directory.fileOf(name)));
  return new Set([...changed.map(storeOfOwnFile), ...pullIns.map(({ store }) => store)]);
}

/** A file that is there stays, also when nothing is left to say in it: the line leads to it. */
function outlineTexts(
  { directory, files, configurations }: ConfDirectory,
  sections: readonly OwnSection[],
): ReadonlyMap<string, string> {
  const hasAorFile = needsAorFile(configurations, directory);
  const groups = Map.groupBy(sections, (section) => findOwnFile(section, hasAorFile));
  const texts = new Map<string, string>();
  for (const name of ownFileNames) {
    const file = directory.fileOf(name);
    const now = files.readFile(file);
    if (now === undefined && !groups.has(name)) continue;
    const text = formatOwnText(name, directory.lineOf(name), groups.get(name) ?? []);
    if (text !== now) texts.set(file, text);
  }
  return texts;
}

/** @throws AppError POLICY_UNWRITABLE when farend's user may not do it */
export async function noteWrite(
  { before: { directory }, texts, pullIns }: WriteOutline,
  modules: readonly string[],
): Promise<FileNote> {
  const isDirectoryNew = await verifyWritable(directory);
  const addedLines: FileNote['addedLines'] = [];
  for (const { file, line } of pullIns)
    addedLines.push(
      await naming(file, 'cannot get the line that it needs', () => outlineAddition(file, line)),
    );
  const ownFiles: FileNote['ownFiles'] = [];
  for (const file of texts.keys()) ownFiles.push({ file, text: await readBytes(file) });
  return { directory: directory.path, isDirectoryNew, ownFiles, addedLines, modules: [...modules] };
}

/** Whether the directory has to be made. */
async function verifyWritable({ path, parent }: OwnDirectory): Promise<boolean> {
  const isThere = await exists(path);
  const directory = isThere ? path : parent;
  await naming(directory, 'cannot be written to', () =>
    access(directory, constants.W_OK + constants.X_OK),
  );
  return !isThere;
}

async function readBytes(file: string): Promise<string | null> {
  return await naming(file, 'cannot be read', async () =>
    (await exists(file)) ? await readFile(file, 'latin1') : null,
  );
}
