// One line at the end of a file of the operator's, added in place, so that its inode, owner and mode stay.

import { open, realpath } from 'node:fs/promises';
import { z } from 'zod';
import { addLine, outlineAddition } from '../../enforcement/files/added-line.ts';
import type { InstallStep, StepHandler } from '../install-step.ts';
import { hashOf, readFound } from './kept-file.ts';
import { naming } from './refusal.ts';
import { writeWhole } from './write-whole.ts';

export interface LineStep extends InstallStep {
  readonly kind: 'line';
  readonly file: string;
  /** Without a line end. */
  readonly text: string;
}

const noteSchema = z.object({
  file: z.string(),
  size: z.int().min(0),
  sha256: z.string(),
  addition: z.string(),
});

export type LineNote = Readonly<z.infer<typeof noteSchema>>;

export const lineHandler: StepHandler<LineStep> = {
  kind: 'line',
  prepare: ({ file, text }) =>
    naming(file, 'cannot get a line more', async () => {
      // Another process may have added it since it was planned.
      if (hasLine((await readFound(file))?.bytes, text)) return undefined;
      return { ...(await outlineAddition(file, text)) };
    }),
  carryOut: ({ file }, note) =>
    naming(file, 'cannot get a line more', () => addLine(noteSchema.parse(note))),
  async undo(note) {
    await takeLineAway(noteSchema.parse(note));
    return [];
  },
};

function hasLine(bytes: Buffer | undefined, line: string): boolean {
  const lines = bytes?.toString('utf8').split('\n') ?? [];
  return lines.some((each) => each.trim() === line);
}

/**
 * Leaves the file as it was, also when only a part of the line got there: cut at its end where nothing came
 * behind it. Of a file that somebody changed since, it takes that line and nothing else.
 */
export async function takeLineAway(note: LineNote): Promise<void> {
  await naming(note.file, 'cannot be rid of farend’s line', async () => {
    const file = await realpath(note.file).catch(() => undefined);
    const now = file === undefined ? undefined : await readFound(file);
    if (file === undefined || now === undefined) return;
    const rest = findRest(now.bytes, note);
    if (rest === undefined) return;
    if (rest.equals(now.bytes.subarray(0, rest.length))) await cut(file, rest.length);
    else await writeWhole(file, rest, now);
  });
}

/** What the file is without the line; undefined where it has none. */
function findRest(bytes: Buffer, { size, sha256, addition }: LineNote): Buffer | undefined {
  const added = Buffer.from(addition);
  const behind = bytes.subarray(size);
  const isAsBefore = bytes.length >= size && hashOf(bytes.subarray(0, size)) === sha256;
  if (isAsBefore && added.indexOf(behind) === 0) {
    return behind.length === 0 ? undefined : bytes.subarray(0, size);
  }
  if (isAsBefore && behind.indexOf(added) === 0)
    return Buffer.concat([bytes.subarray(0, size), behind.subarray(added.length)]);
  return withoutLine(bytes, added.toString('latin1').trim());
}

/** As bytes: what else is in the file may be of any encoding. */
function withoutLine(bytes: Buffer, line: string): Buffer | undefined {
  const lines = bytes.toString('latin1').split('\n');
  const at = lines.findLastIndex((each) => each.trim() === line);
  if (at < 0) return undefined;
  return Buffer.from(lines.toSpliced(at, 1).join('\n'), 'latin1');
}

async function cut(file: string, size: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(size);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
