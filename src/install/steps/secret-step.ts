// A secret in a file of its own: made once, never shown, and never made anew where there is one.

import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import type { FileOwner, InstallStep, StepHandler } from '../install-step.ts';
import { findOwner } from './find-owner.ts';
import { naming } from './refusal.ts';
import { freshName, writeWhole } from './write-whole.ts';

export interface SecretStep extends InstallStep {
  readonly kind: 'secret';
  readonly file: string;
  readonly mode: number;
  readonly owner: FileOwner;
}

/** 32 hex digits: no character of them means anything to Asterisk, YAML or a shell. */
const SECRET_BYTES = 16;

const noteSchema = z.object({ file: z.string() });

export const secretHandler: StepHandler<SecretStep> = {
  kind: 'secret',
  async prepare({ file }) {
    const text = await naming(file, 'cannot be read', () => readIfThere(file));
    return text?.trim() ? undefined : { file };
  },
  async carryOut({ file, mode, owner }) {
    const secret = randomBytes(SECRET_BYTES).toString('hex');
    await naming(file, 'cannot be written', async () => {
      const { hasGroup, ...numbers } = await findOwner(owner, file);
      const rights = { ...numbers, mode: hasGroup ? mode : mode & ~0o070 };
      await writeWhole(file, Buffer.from(`${secret}\n`), rights);
    });
  },
  async undo(note) {
    const { file } = noteSchema.parse(note);
    await naming(file, 'cannot be taken away', async () => {
      await rm(freshName(file), { force: true });
      await rm(file, { force: true });
    });
    return [];
  },
};

/** @throws AppError INSTALL_REFUSED when there is none */
export async function readSecretFile(file: string): Promise<string> {
  const text = await naming(file, 'cannot be read', () => readIfThere(file));
  const secret = text?.trim();
  if (secret) return secret;
  throw new AppError('INSTALL_REFUSED', `${file} holds no secret: take it away, then try again`);
}

async function readIfThere(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
