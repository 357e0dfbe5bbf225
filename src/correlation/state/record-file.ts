// The companion's SQLite file while it is open: what is in it, and one transaction for all that waited.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FileKind } from '../../sqlite/file-kind.ts';
import { runTransaction } from '../../sqlite/run-transaction.ts';
import type { DeviceRecord, RegistrationChange } from '../device-record.ts';
import { HistoryTable } from './history-table.ts';
import { migrations } from './migrations.ts';
import { parseFeedPosition, parseRecord } from './record-json.ts';
import type { FeedPosition, WriteBuffer } from './write-buffer.ts';

/** What came of a transaction. */
export interface Written {
  /** History that was too long to be kept. */
  readonly dropped: number;
  /** History that is too old or too much is left. */
  readonly isMoreToTrim: boolean;
}

export class RecordFile {
  /** A copy of a file that cannot be written. */
  readonly isReadOnly: boolean;
  private readonly database: DatabaseSync;
  private readonly history: HistoryTable;
  private readonly upsertRecord: StatementSync;
  private readonly deleteRecord: StatementSync;
  private readonly selectIds: StatementSync;
  private readonly upsertPosition: StatementSync;

  /** @param database of the newest version */
  constructor(database: DatabaseSync, isReadOnly: boolean) {
    this.database = database;
    this.isReadOnly = isReadOnly;
    this.history = new HistoryTable(database);
    this.upsertRecord = database.prepare(
      `INSERT INTO device (id, endpoint, record) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET endpoint = excluded.endpoint, record = excluded.record`,
    );
    this.deleteRecord = database.prepare('DELETE FROM device WHERE id = ?');
    this.selectIds = database.prepare('SELECT id FROM device WHERE endpoint = ?');
    this.upsertPosition = database.prepare(
      `INSERT INTO feed_position (id, boot, seq) VALUES (0, ?, ?)
       ON CONFLICT (id) DO UPDATE SET boot = excluded.boot, seq = excluded.seq`,
    );
  }

  /** Undefined for each row that cannot be read. */
  *readRecords(): Iterable<DeviceRecord | undefined> {
    const rows = this.database.prepare('SELECT id, record FROM device').iterate();
    for (const { id, record } of rows) {
      const parsed = parseRecord(record);
      yield parsed?.id === id ? parsed : undefined;
    }
  }

  readFeedPosition(): FeedPosition | undefined {
    return parseFeedPosition(this.database.prepare('SELECT boot, seq FROM feed_position').get());
  }

  /** Latest first. */
  readHistory(endpoint: string, limit: number): Iterable<RegistrationChange> {
    return this.history.read(endpoint, limit);
  }

  readIds(endpoint: string): string[] {
    return this.selectIds.all(endpoint).map(({ id }) => String(id));
  }

  /** @param oldestMs history before that time is deleted, a portion at once */
  write(buffer: WriteBuffer, oldestMs: number): Written {
    try {
      return runTransaction(this.database, () => {
        for (const [endpoint, ids] of buffer.forgotten) this.history.forget(endpoint, [...ids]);
        this.writeRecords(buffer);
        const dropped = this.history.append(buffer.history);
        const { feedPosition } = buffer;
        if (feedPosition !== undefined)
          this.upsertPosition.run(feedPosition.boot, feedPosition.seq);
        return {
          dropped,
          isMoreToTrim: this.history.trim(oldestMs, buffer.history.length),
        };
      });
    } catch (error) {
      this.history.recount();
      throw error;
    }
  }

  /**
   * Leaves nothing in the files of what was deleted: they are written anew. Pages that SQLite once
   * rearranged may still have it where nothing is any more, in spite of secure_delete.
   */
  purge(): void {
    this.database.exec('VACUUM');
    this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.database.close();
  }

  private writeRecords({ records }: WriteBuffer): void {
    for (const [id, record] of records)
      if (record === undefined) this.deleteRecord.run(id);
      else this.upsertRecord.run(id, record.endpoint, JSON.stringify(record));
  }
}

export const recordFileKind: FileKind<RecordFile> = {
  applicationId: 0x66617265, // `fare`
  migrations,
  afterLoss: 'devices come back from the proxy and Asterisk',
  wrap: (database, isReadOnly) => new RecordFile(database, isReadOnly),
};
