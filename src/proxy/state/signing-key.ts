// The key under which tokens and MACs are made: drawn once, kept in a file that only farend reads.

import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import { openStateFile } from '../../base/open-state-file.ts';
import { replaceFile } from '../../base/replace-file.ts';

const KEY = /^[0-9a-f]{64}\n?$/;

export function createSigningKey(): string {
  return randomBytes(32).toString('hex');
}

/** The key in the directory, made if there is none: 64 hex digits. */
export async function loadSigningKey(directory: string): Promise<string> {
  const file = join(directory, 'key');
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return checkKey(await readFile(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return await writeKey(file);
    if (error instanceof AppError) throw error;
    throw new AppError('STATE_UNUSABLE', `${file} cannot be read: check owner and permissions`, {
      cause: error,
    });
  }
}

function checkKey(text: string, file: string): string {
  if (KEY.test(text)) return text.trim();
  throw new AppError(
    'STATE_UNUSABLE',
    `${file} holds no signing key. Restore it, or remove it: phones then register once more`,
  );
}

async function writeKey(file: string): Promise<string> {
  const key = createSigningKey();
  try {
    const handle = await openStateFile(`${file}.new`, 'w');
    await handle.writeFile(`${key}\n`);
    await handle.sync();
    await handle.close();
    await replaceFile(`${file}.new`, file);
    return key;
  } catch (error) {
    throw new AppError('STATE_UNUSABLE', `${file} cannot be written: check owner and free space`, {
      cause: error,
    });
  }
}
