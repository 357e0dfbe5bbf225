// What the operator asked for with `farend divert on`, on disk: the guard goes by it, also after a
// restart of the machine. No file: nothing is diverted.

import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import { openFreshFile } from '../base/open-fresh-file.ts';
import { replaceFile } from '../base/replace-file.ts';
import type { FarendConfig } from '../config/farend-config.ts';

const networks = z.array(z.string().regex(/^[0-9a-f.:]+\/\d{1,3}$/)).max(10_000);

const wishSchema = z.object({
  /** CIDR text; empty: everybody. */
  from: networks,
  except: networks,
  /** Milliseconds since 1970. */
  since: z.int(),
});

export type DivertWish = z.infer<typeof wishSchema>;

/** Where things are that the wish and its guard need. */
export type DivertPlaces = Pick<FarendConfig, 'run' | 'state'>;

/** The guard may be another user; nothing in it is secret. */
const FILE_MODE = 0o644;

/** `divert.json` in the directory `state`, without one in `run`. */
function wishPath({ state, run }: DivertPlaces): string {
  return join(state ?? run, 'divert.json');
}

/** @throws AppError STATE_UNUSABLE for a file that cannot be read */
export async function readWish(config: FarendConfig): Promise<DivertWish | undefined> {
  const file = wishPath(config);
  try {
    return wishSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(file, 'read', error);
  }
}

/** @throws AppError STATE_UNUSABLE */
export async function writeWish(config: FarendConfig, wish: DivertWish): Promise<void> {
  const file = wishPath(config);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o750 });
    const fresh = await openFreshFile(`${file}.new`, FILE_MODE);
    try {
      await fresh.chmod(FILE_MODE);
      await fresh.writeFile(`${JSON.stringify(wish)}\n`);
      await fresh.sync();
    } finally {
      await fresh.close();
    }
    await replaceFile(`${file}.new`, file);
  } catch (error) {
    throw unusable(file, 'written', error);
  }
}

/** @returns whether there was one. @throws AppError STATE_UNUSABLE */
export async function forgetWish(places: DivertPlaces): Promise<boolean> {
  const file = wishPath(places);
  try {
    await rm(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw unusable(file, 'removed', error);
  }
}

function unusable(file: string, what: string, cause: unknown): AppError {
  const { message } = cause as Error;
  return new AppError(
    'STATE_UNUSABLE',
    `${file} cannot be ${what} (${message}): remove it, or mend its rights, and run farend divert on again`,
    { cause },
  );
}
