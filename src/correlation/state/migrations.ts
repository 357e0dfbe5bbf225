// The tables of the companion's file, version by version. A file of an older farend is copied first and
// then brought up in one transaction; one of a newer farend is left alone.

import { chmodSync, closeSync, openSync, renameSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../base/app-error.ts';
import { runTransaction } from './run-transaction.ts';

/** SQL that leads from the version of its place to the next; the first one begins with an empty file. */
export const migrations: readonly string[] = [
  `CREATE TABLE device (
     id TEXT NOT NULL UNIQUE,
     endpoint TEXT NOT NULL,
     record TEXT NOT NULL
   );
   CREATE INDEX device_of_endpoint ON device (endpoint);
   CREATE TABLE history (
     id INTEGER PRIMARY KEY,
     endpoint TEXT NOT NULL,
     record_id TEXT NOT NULL,
     time INTEGER NOT NULL,
     is_stranger INTEGER NOT NULL,
     change TEXT NOT NULL
   );
   CREATE INDEX history_of_endpoint ON history (endpoint, is_stranger, time);
   CREATE INDEX history_by_age ON history (is_stranger, time);
   CREATE TABLE feed_position (
     id INTEGER PRIMARY KEY CHECK (id = 0),
     boot TEXT NOT NULL,
     seq INTEGER NOT NULL
   );`,
];

/** `fare`: what tells the file from other programs' (PRAGMA application_id). */
const APPLICATION_ID = 0x66617265;

/**
 * Brings the file to the version that this farend knows.
 *
 * @param path for a person
 * @param copyPath the copy of an older file is `COPYPATH.vN`, N its version
 * @throws AppError STATE_TOO_NEW for a file of a newer farend, STATE_UNUSABLE for one of another program
 */
export function migrate(
  database: DatabaseSync,
  path: string,
  copyPath: string,
  steps: readonly string[] = migrations,
): void {
  const version = readPragma(database, 'user_version');
  const isEmpty = readPragma(database, 'schema_version') === 0;
  if (!isEmpty && readPragma(database, 'application_id') !== APPLICATION_ID)
    throw new AppError('STATE_UNUSABLE', `${path} is no file of farend: move it elsewhere`);
  if (version > steps.length)
    throw new AppError(
      'STATE_TOO_NEW',
      `${path} was written by a newer farend: install that one, or move the file elsewhere and begin anew`,
    );
  if (version === steps.length) return;
  if (!isEmpty) keepCopy(database, `${copyPath}.v${version}`);
  runTransaction(database, () => {
    for (const step of steps.slice(version)) database.exec(step);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec(`PRAGMA user_version = ${steps.length}`);
  });
}

/** A file that only its owner reads, whole or not there. */
function keepCopy(database: DatabaseSync, copy: string): void {
  const unfinished = `${copy}.new`;
  rmSync(unfinished, { force: true });
  closeSync(openSync(unfinished, 'w', 0o600));
  database.prepare('VACUUM INTO ?').run(unfinished);
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, copy);
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
