// A whole file of farend's own. What was there before is copied first, and comes back byte for byte.

import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { syncDirectory } from '../../enforcement/files/put-file.ts';
import { type FileStep, SECRET_MARK, type StepHandler, type UndoNote } from '../install-step.ts';
import { findOwner } from './find-owner.ts';
import { type FoundFile, hashOf, readFound } from './kept-file.ts';
import { naming } from './refusal.ts';
import { readSecretFile } from './secret-step.ts';
import { type FileRights, freshName, writeWhole } from './write-whole.ts';

const noteSchema = z.object({
  file: z.string(),
  /** Of what farend writes. */
  sha256: z.string(),
  /** null: there was none. */
  before: z
    .object({
      copy: z.string(),
      sha256: z.string(),
      mode: z.int(),
      uid: z.int(),
      gid: z.int(),
    })
    .nullable(),
});

type FileNote = z.infer<typeof noteSchema>;

export interface FilePlaces {
  /** Where copies of what was there before are kept. */
  readonly copies: string;
  /** Where a file goes that somebody has edited since, when it is taken away. */
  readonly aside: string;
  /** A name that no other copy has. */
  createName(): string;
}

export function createFileHandler(places: FilePlaces): StepHandler<FileStep> {
  return {
    kind: 'file',
    prepare: (step) =>
      naming(step.file, 'cannot be written', () => prepare(step, places.copies, places)),
    carryOut: (step, note) =>
      naming(step.file, 'cannot be written', () => carryOut(step, noteSchema.parse(note))),
    undo: (note) => undo(noteSchema.parse(note), places.aside),
  };
}

async function prepare(
  step: FileStep,
  copies: string,
  { createName }: FilePlaces,
): Promise<UndoNote | undefined> {
  const now = await readFound(step.file);
  const text = await fillIn(step).catch((error: unknown) => {
    // Its secret is made by an earlier step that is not carried out yet.
    if (error instanceof AppError) return undefined;
    throw error;
  });
  if (text !== undefined && now?.bytes.equals(text)) return undefined;
  const { file } = step;
  const sha256 = hashOf(text ?? Buffer.alloc(0));
  if (now === undefined) return { file, sha256, before: null };
  const { bytes, ...rights } = now;
  const copy = join(copies, createName());
  return { file, sha256, before: { copy, sha256: hashOf(bytes), ...rights } };
}

async function carryOut(step: FileStep, { before }: FileNote): Promise<void> {
  const { file, mode, owner } = step;
  const text = await fillIn(step);
  if (before !== null) await keepCopy(file, before.copy);
  await writeWhole(file, text, before ?? (await findRights(file, mode, owner)));
}

async function findRights(
  file: string,
  mode: number,
  owner: FileStep['owner'],
): Promise<FileRights> {
  const { hasGroup, uid, gid } = await findOwner(owner, file);
  return { uid, gid, mode: hasGroup ? mode : mode & ~0o070 };
}

async function fillIn({ text, secretFile }: FileStep): Promise<Buffer> {
  if (secretFile === undefined) return Buffer.from(text);
  return Buffer.from(text.replaceAll(SECRET_MARK, await readSecretFile(secretFile)));
}

/** It may hold passwords. */
async function keepCopy(file: string, copy: string): Promise<void> {
  await writeWhole(copy, await readFile(file), await ownRights(copy));
}

async function ownRights(file: string): Promise<FileRights> {
  const { uid, gid } = await findOwner({}, file);
  return { uid, gid, mode: 0o600 };
}

async function undo(note: FileNote, aside: string): Promise<readonly string[]> {
  const { file, before } = note;
  return await naming(file, 'cannot be put back as it was', async () => {
    await rm(freshName(file), { force: true });
    const now = await readFound(file);
    if (now === undefined && before === null) return [];
    if (now !== undefined && hashOf(now.bytes) === before?.sha256) return [];
    const remarks = await putAside(note, now, aside);
    if (before === null) await rm(file, { force: true });
    else await putBack(file, before);
    return remarks;
  });
}

async function putBack(file: string, before: NonNullable<FileNote['before']>): Promise<void> {
  const found = await readFound(before.copy);
  // Without a copy nothing was changed yet.
  if (found !== undefined) await writeWhole(file, found.bytes, before);
}

/** What somebody has written into it since is not lost. */
async function putAside(
  { file, sha256 }: FileNote,
  now: FoundFile | undefined,
  aside: string,
): Promise<readonly string[]> {
  if (now === undefined || hashOf(now.bytes) === sha256) return [];
  const kept = join(aside, basename(file));
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await copyFile(file, kept);
  await syncDirectory(aside);
  return [`${file} was edited since; what it held is kept in ${kept}.`];
}
