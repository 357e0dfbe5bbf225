// What farend remembers and what it leaves in `run`, taken away by name: whatever else is in those
// directories is somebody else's, and stays.

import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FarendConfig } from '../../config/farend-config.ts';
import { removeIfEmpty } from '../../install/steps/directory-step.ts';
import { naming } from '../../install/steps/refusal.ts';

/** Beginnings of names: the journals of SQLite and damaged files that were set aside go too. */
const STATE_FILES = [
  'alerts.sqlite',
  'bindings.ndjson',
  'companion.sqlite',
  'divert.json',
  'fail2ban.log',
  'key',
  'policy.ndjson',
];
const RUN_FILES = ['divert.json', 'divert.log', 'divert.sock', 'farend.sock', 'feed.sock'];

/**
 * @returns what a person should know, a sentence each
 * @throws AppError INSTALL_REFUSED naming what could not be taken away
 */
export async function purge({
  state,
  run,
}: Pick<FarendConfig, 'state' | 'run'>): Promise<readonly string[]> {
  const places = [
    ...(state === undefined ? [] : [{ directory: resolve(state), names: STATE_FILES }]),
    // policy.sock is the lock of the undo itself, which removes it.
    { directory: resolve(run), names: RUN_FILES },
  ];
  const remarks = await Promise.all(
    places.map(({ directory, names }) =>
      naming(directory, 'cannot be taken away', () => empty(directory, names)),
    ),
  );
  return remarks.flat();
}

async function empty(directory: string, names: readonly string[]): Promise<string[]> {
  const isOwn = (name: string): boolean =>
    names.some((own) => name === own || name.startsWith(`${own}.`) || name.startsWith(`${own}-`));
  const found = await readdir(directory).catch(() => []);
  for (const name of found.filter(isOwn)) await rm(join(directory, name), { force: true });
  const others = found.filter((name) => !isOwn(name) && name !== 'policy.sock');
  if (others.length > 0) return [`${directory} stays: it has ${others.join(', ')}, not farend’s.`];
  await removeIfEmpty(directory);
  return [];
}
