// Writes settings into files of farend's own, which Asterisk reads behind its operator's: those change by
// one line at most, the first time. Each step leaves files that Asterisk loads, as before or as meant.

import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import { AppError } from '../../base/app-error.ts';
import type { OwnSection } from '../../policy/policy-plan.ts';
import type { Order, PolicyWriter, UndoNote } from '../writers/policy-writer.ts';
import { addLine } from './added-line.ts';
import { readConfDirectory } from './conf-directory.ts';
import type { FileNote } from './file-note.ts';
import { noteWrite, outlineWrite, type WriteOutline } from './outline-write.ts';
import type { OwnDirectory } from './own-directory.ts';
import { moduleOf } from './own-file.ts';
import { putFile, syncDirectory } from './put-file.ts';
import { naming } from './tell-failure.ts';
import { verifyFiles } from './verify-files.ts';

export interface FileWriterOptions {
  /** The directory `policy.write`; made if it is missing. */
  readonly write: string;
  /** All that farend's files are to hold afterwards. */
  readonly sections: readonly OwnSection[];
  /** False: the line in the operator's files has to be there, only a person may have it added. */
  readonly mayPullIn: boolean;
}

interface Prepared extends WriteOutline {
  readonly note: FileNote;
}

export class FileWriter implements PolicyWriter {
  readonly kind = 'files';
  readonly modules: readonly string[];
  private readonly options: FileWriterOptions;
  private prepared: Prepared | undefined;

  /** @param order tells which modules have to load their files again */
  constructor({ changes, removals }: Order, options: FileWriterOptions) {
    this.options = options;
    const stores = [...changes, ...removals.map(({ section }) => section)].map(
      ({ store }) => store,
    );
    const modules = stores.flatMap((store) => (store === 'dynamic' ? [] : moduleOf(store)));
    this.modules = [...new Set(modules)];
  }

  /**
   * @throws AppError POLICY_UNWRITABLE or POLICY_UNSAFE when `write` could not succeed, and with
   * POLICY_UNWRITABLE when a line is missing that may not be added
   */
  async prepare(): Promise<UndoNote> {
    const { write, sections, mayPullIn } = this.options;
    const outline = await outlineWrite(write, sections);
    const [missing] = outline.pullIns;
    if (missing !== undefined && !mayPullIn)
      throw new AppError(
        'POLICY_UNWRITABLE',
        `${missing.file} lacks the line ${missing.line}, by which Asterisk reads what farend writes: run "farend policy apply" once, which adds it, or add it at the end by hand`,
      );
    const note = await noteWrite(outline, this.modules);
    this.prepared = { ...outline, note };
    return note;
  }

  /** @throws AppError POLICY_UNWRITABLE */
  async write(): Promise<void> {
    const { before, texts, note } = this.getPrepared();
    if (note.isDirectoryNew) await makeDirectory(before.directory);
    for (const [file, text] of texts)
      await naming(file, 'cannot be written', () => putFile(file, Buffer.from(text)));
    for (const line of note.addedLines)
      await naming(line.file, 'cannot get the line that it needs', () => addLine(line));
  }

  async check(): Promise<void> {
    const { before, intent } = this.getPrepared();
    const { configurations } = await readConfDirectory(this.options.write);
    verifyFiles(before.configurations, configurations, intent);
  }

  private getPrepared(): Prepared {
    if (this.prepared === undefined) throw new Error('nothing is prepared');
    return this.prepared;
  }
}

/**
 * Asterisk may run as another user than who makes it. Made by root, it is as that of Asterisk: whoever may
 * write there, say farend's user as a member of the group, may write here.
 */
async function makeDirectory({ path, parent }: OwnDirectory): Promise<void> {
  await naming(path, 'cannot be made', async () => {
    await mkdir(path, { recursive: true });
    const { uid, gid, mode } = await stat(parent);
    await chown(path, uid, gid).catch(() => undefined);
    await chmod(path, 0o755 | (mode & 0o020));
    await syncDirectory(parent);
  });
}
