// The alerts' SQLite file while it is open: the state of the book in it, and a way to take it all over
// into another one.

import type { DatabaseSync } from 'node:sqlite';
import type { FileKind, OpenFile } from '../../sqlite/file-kind.ts';
import { type AlertState, emptyState } from '../book/kept-alert.ts';
import { type StateChanges, toldKey } from '../book/state-changes.ts';
import { parseKeptAlert, parseSilence, parseTimes, parseTold } from './alert-json.ts';
import { alertMigrations } from './alert-tables.ts';

export interface ReadState {
  readonly state: AlertState;
  /** Rows that could not be read. */
  readonly skipped: number;
}

export class AlertFile implements OpenFile {
  readonly isReadOnly: boolean;
  readonly database: DatabaseSync;
  private readonly statements;

  /** @param database of the newest version */
  constructor(database: DatabaseSync, isReadOnly: boolean) {
    this.database = database;
    this.isReadOnly = isReadOnly;
    this.statements = {
      alert: prepareRow(database, 'alert', 'fingerprint', 'kept'),
      told: prepareRow(database, 'told', 'key', 'told'),
      silence: prepareRow(database, 'silence', 'id', 'silence'),
      book: prepareRow(database, 'book', 'id', 'times'),
    };
  }

  read(): ReadState {
    const [times] = this.database.prepare('SELECT times FROM book').all();
    const alerts = this.readAll('SELECT kept AS json FROM alert', parseKeptAlert);
    const told = this.readAll('SELECT told AS json FROM told', parseTold);
    const silences = this.readAll('SELECT silence AS json FROM silence', parseSilence);
    return {
      state: {
        alerts: alerts.values,
        told: told.values,
        silences: silences.values,
        times: parseTimes(times?.times) ?? emptyState.times,
      },
      skipped: alerts.skipped + told.skipped + silences.skipped,
    };
  }

  /** Within a transaction. */
  write({ alerts, told, silences, times }: StateChanges): void {
    const { statements } = this;
    for (const [fingerprint, alert] of alerts) statements.alert(fingerprint, alert);
    for (const [key, entry] of told) statements.told(key, entry);
    for (const [id, silence] of silences) statements.silence(id, silence);
    if (times !== undefined) statements.book(0, times);
  }

  /** Within a transaction: the whole state, in a file that has none. */
  writeAll({ alerts, told, silences, times }: AlertState): void {
    const { statements } = this;
    for (const kept of alerts) statements.alert(kept.alert.fingerprint, kept);
    for (const entry of told) statements.told(toldKey(entry), entry);
    for (const silence of silences) statements.silence(silence.id, silence);
    statements.book(0, times);
  }

  /**
   * Within a transaction: everything that is in another one, the outbox too.
   *
   * @param isInstead nothing of what was here stays; else what the other one has not
   */
  copyFrom({ database: source }: AlertFile, isInstead: boolean): void {
    for (const { name } of source.prepare(TABLES).all()) {
      if (isInstead) this.database.exec(`DELETE FROM ${name}`);
      for (const row of source.prepare(`SELECT * FROM ${name}`).iterate()) {
        // Two outboxes count their places apart.
        const columns = Object.keys(row).filter((column) => isInstead || column !== 'place');
        const marks = columns.map(() => '?').join(', ');
        const insert = `INSERT OR REPLACE INTO ${name} (${columns.join(', ')}) VALUES (${marks})`;
        this.database.prepare(insert).run(...columns.map((column) => row[column] ?? null));
      }
    }
  }

  close(): void {
    this.database.close();
  }

  private readAll<Value>(
    sql: string,
    parse: (json: unknown) => Value | undefined,
  ): { readonly values: Value[]; readonly skipped: number } {
    const rows = this.database
      .prepare(sql)
      .all()
      .map(({ json }) => parse(json));
    const values = rows.filter((value) => value !== undefined);
    return { values, skipped: rows.length - values.length };
  }
}

const TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`;

/** Writes a row, or deletes it where there is no value. */
function prepareRow(database: DatabaseSync, table: string, key: string, column: string) {
  const upsert = database.prepare(
    `INSERT INTO ${table} (${key}, ${column}) VALUES (?, ?)
     ON CONFLICT (${key}) DO UPDATE SET ${column} = excluded.${column}`,
  );
  const remove = database.prepare(`DELETE FROM ${table} WHERE ${key} = ?`);
  return (id: string | number, value: object | undefined): void => {
    if (value === undefined) remove.run(id);
    else upsert.run(id, JSON.stringify(value));
  };
}

export const alertFileKind: FileKind<AlertFile> = {
  applicationId: 0x66617261, // `fara`
  migrations: alertMigrations,
  afterLoss: 'what still fires is in it again',
  wrap: (database, isReadOnly) => new AlertFile(database, isReadOnly),
};
