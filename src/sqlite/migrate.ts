// Brings a file up, version by version. One of an older farend is copied first and then brought up in
// one transaction; one of a newer farend is left alone.

import { chmodSync, renameSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../base/app-error.ts';
import { makeStateFileSync } from '../base/open-state-file.ts';
import type { FileKind } from './file-kind.ts';
import { runTransaction } from './run-transaction.ts';

/**
 * Brings the file to the version that this farend knows.
 *
 * @param path for a person
 * @param copyPath the copy of an older file is `COPYPATH.vN`, N its version
 * @throws AppError STATE_TOO_NEW for a file of a newer farend, STATE_UNUSABLE for one of another program
 *   or another kind
 */
export function migrate(
  database: DatabaseSync,
  path: string,
  copyPath: string,
  { applicationId, migrations }: Pick<FileKind, 'applicationId' | 'migrations'>,
): void {
  const version = readPragma(database, 'user_version');
  const isEmpty = readPragma(database, 'schema_version') === 0;
  if (!isEmpty && readPragma(database, 'application_id') !== applicationId)
    throw new AppError('STATE_UNUSABLE', `${path} is no file of farend: move it elsewhere`);
  if (version > migrations.length)
    throw new AppError(
      'STATE_TOO_NEW',
      `${path} was written by a newer farend: install that one, or move the file elsewhere and begin anew`,
    );
  if (version === migrations.length) return;
  if (!isEmpty) keepCopy(database, `${copyPath}.v${version}`);
  runTransaction(database, () => {
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** A file that only its owner reads, whole or not there. */
function keepCopy(database: DatabaseSync, copy: string): void {
  const unfinished = `${copy}.new`;
  rmSync(unfinished, { force: true });
  makeStateFileSync(unfinished);
  database.prepare('VACUUM INTO ?').run(unfinished);
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, copy);
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
