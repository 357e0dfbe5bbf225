// The history in the file, and its bounds: by age, by endpoint, and in all. What strangers can cause
// has bounds of its own, so that no flood of refusals takes the place of what real phones did.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RegistrationChange } from '../device-record.ts';
import { parseChange } from './record-json.ts';
import type { HistoryEntry } from './write-buffer.ts';

/** Rows of one endpoint and in all, by whether strangers can cause them. */
const bounds = [
  { isStranger: 0, ofEndpoint: 500, inAll: 500_000 },
  { isStranger: 1, ofEndpoint: 100, inAll: 20_000 },
] as const;
/** Characters of JSON; no phone of a real endpoint needs as many. */
const MAX_ROW = 4_096;
/** Rows that are deleted in one go: a few milliseconds. */
const PORTION = 500;

const OLDEST_OF_ENDPOINT = `SELECT id FROM history INDEXED BY history_of_endpoint
  WHERE endpoint = ? AND is_stranger = ? ORDER BY time DESC, id DESC LIMIT -1 OFFSET ?`;
const PAST = `SELECT id FROM history INDEXED BY history_by_age WHERE is_stranger = ? AND time < ? ORDER BY time LIMIT ?`;
const OLDEST = `SELECT id FROM history INDEXED BY history_by_age WHERE is_stranger = ? ORDER BY time LIMIT ?`;

export class HistoryTable {
  private readonly database: DatabaseSync;
  private readonly statements;
  /** Rows that there are, in the order of `bounds`; undefined when they have to be counted. */
  private counts: number[] | undefined;

  constructor(database: DatabaseSync) {
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    const prepareDelete = (ids: string) => prepare(`DELETE FROM history WHERE id IN (${ids})`);
    this.database = database;
    this.statements = {
      insert: prepare(
        `INSERT INTO history (endpoint, record_id, time, is_stranger, change) VALUES (?, ?, ?, ?, ?)`,
      ),
      select: prepare(
        'SELECT change FROM history INDEXED BY history_of_endpoint WHERE endpoint = ? ORDER BY time DESC, id DESC LIMIT ?',
      ),
      deleteOfEndpoint: prepareDelete(OLDEST_OF_ENDPOINT),
      deletePast: prepareDelete(PAST),
      deleteOldest: prepareDelete(OLDEST),
      forget: prepare(
        `DELETE FROM history
         WHERE endpoint = ? OR record_id IN (SELECT value FROM json_each(?))`,
      ),
    };
  }

  /** Latest first; rows that cannot be read are left out. */
  *read(endpoint: string, limit: number): Iterable<RegistrationChange> {
    for (const { change } of this.statements.select.iterate(endpoint, limit)) {
      const parsed = parseChange(change);
      if (parsed !== undefined) yield parsed;
    }
  }

  /** Within a transaction. @returns how many were too long to be kept */
  append(entries: readonly HistoryEntry[]): number {
    const counts = this.count();
    const touched = [new Set<string>(), new Set<string>()] as const;
    let tooLong = 0;
    for (const { change, isStranger } of entries) {
      const { endpoint, recordId, time } = change;
      const json = JSON.stringify(change);
      if (json.length > MAX_ROW) tooLong += 1;
      else {
        const kind = isStranger ? 1 : 0;
        this.statements.insert.run(endpoint, recordId, time, kind, json);
        counts[kind] = (counts[kind] ?? 0) + 1;
        touched[kind].add(endpoint);
      }
    }
    for (const { isStranger, ofEndpoint } of bounds)
      for (const endpoint of touched[isStranger])
        this.delete(isStranger, this.statements.deleteOfEndpoint, endpoint, isStranger, ofEndpoint);
    return tooLong;
  }

  /**
   * Within a transaction: deletes a portion of what is too old, and of what is too much.
   *
   * @param added rows that were added meanwhile: as many more may go
   * @returns whether there may be more
   */
  trim(oldestMs: number, added: number): boolean {
    let isMore = false;
    for (const { isStranger, inAll } of bounds) {
      const { deletePast, deleteOldest } = this.statements;
      const past = this.delete(isStranger, deletePast, isStranger, oldestMs, PORTION);
      const surplus = Math.min((this.count()[isStranger] ?? 0) - inAll, PORTION + added);
      if (surplus > 0) this.delete(isStranger, deleteOldest, isStranger, surplus);
      isMore ||= past === PORTION || surplus > PORTION;
    }
    return isMore;
  }

  /** Within a transaction. */
  forget(endpoint: string, recordIds: readonly string[]): void {
    this.statements.forget.run(endpoint, JSON.stringify(recordIds));
    this.recount();
  }

  /** After a transaction that came to nothing. */
  recount(): void {
    this.counts = undefined;
  }

  private delete(
    kind: 0 | 1,
    statement: StatementSync,
    ...parameters: readonly (string | number)[]
  ): number {
    const deleted = Number(statement.run(...parameters).changes);
    const counts = this.count();
    counts[kind] = (counts[kind] ?? 0) - deleted;
    return deleted;
  }

  private count(): number[] {
    if (this.counts !== undefined) return this.counts;
    const statement = this.database.prepare(
      'SELECT count(*) AS rows FROM history WHERE is_stranger = ?',
    );
    this.counts = bounds.map(({ isStranger }) => Number(statement.get(isStranger)?.rows));
    return this.counts;
  }
}
