// What tells one of farend's SQLite files from the others: what is in it, and what works with it.

import type { DatabaseSync } from 'node:sqlite';

export interface OpenFile {
  /** A copy of a file that cannot be written. */
  readonly isReadOnly: boolean;
  close(): void;
}

export interface FileKind<File extends OpenFile = OpenFile> {
  /** PRAGMA application_id: four letters as a number. */
  readonly applicationId: number;
  /** SQL that leads from the version of its place to the next; the first one begins with an empty file. */
  readonly migrations: readonly string[];
  /** What becomes of what was in a damaged one, for a person: `devices come back from the proxy`. */
  readonly afterLoss: string;
  /** @param database of the newest version */
  wrap(database: DatabaseSync, isReadOnly: boolean): File;
}
