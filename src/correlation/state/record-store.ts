// What the companion learned, kept over its own end: device records, their history, and how far the
// feed was read. Writes wait for a transaction every half second; without a disk that takes them all
// goes on from memory.

import { type AppError, isAppError } from '../../base/app-error.ts';
import { KeptFile } from '../../sqlite/kept-file.ts';
import { isDamage } from '../../sqlite/sqlite-trouble.ts';
import type { DeviceRecord, RecordChange, RegistrationChange } from '../device-record.ts';
import { type RecordFile, recordFileKind } from './record-file.ts';
import type { RecordStoreEvents, RecordStoreOptions } from './record-store-options.ts';
import { type FeedPosition, WriteBuffer } from './write-buffer.ts';

const WRITE_EVERY_MS = 500;
const GO_ON_MS = 250;
const RETRY_MS = 5_000;
const TRIM_EVERY_MS = 60_000;

export class RecordStore {
  private readonly keepMs: number;
  private readonly now: () => number;
  private readonly events: RecordStoreEvents;
  private readonly file: KeptFile<RecordFile>;
  private readonly buffer = new WriteBuffer();
  private trouble: AppError | undefined;
  private timer: NodeJS.Timeout | undefined;
  private trimTimer: NodeJS.Timeout | undefined;
  /** Something was forgotten that may still be in the write-ahead log, or in a copy. */
  private mustPurge = false;
  private droppedByFile = 0;

  private constructor({ path, keepMs, now }: RecordStoreOptions, events: RecordStoreEvents) {
    this.file = new KeptFile(path, recordFileKind);
    this.keepMs = keepMs;
    this.now = now;
    this.events = events;
  }

  /**
   * Where the file cannot be used, the store begins in memory, tells that, and tries again later.
   *
   * @throws AppError STATE_TOO_NEW: the file was written by a newer farend and stays as it is
   */
  static open(options: RecordStoreOptions, events: RecordStoreEvents): RecordStore {
    const store = new RecordStore(options, events);
    store.start();
    return store;
  }

  get health(): { readonly isUp: boolean; readonly reason: string } {
    return { isUp: this.trouble === undefined, reason: this.trouble?.message ?? '' };
  }

  /** Changes that were not kept: the disk was full for long, or they were too long. */
  get dropped(): number {
    return this.buffer.dropped + this.droppedByFile;
  }

  /** The last frame of the feed that was dealt with. */
  get feedPosition(): FeedPosition | undefined {
    return this.buffer.feedPosition ?? this.read((file) => file.readFeedPosition());
  }

  /** Written with everything that came before it, or not at all. */
  set feedPosition(position: FeedPosition) {
    this.buffer.feedPosition = { ...position };
    this.writeLater(WRITE_EVERY_MS);
  }

  /** The records of an earlier life, before anything is written. */
  *load(): Iterable<DeviceRecord> {
    let skipped = 0;
    try {
      for (const record of this.file.readable?.readRecords() ?? [])
        if (record === undefined) skipped += 1;
        else yield record;
    } catch (error) {
      this.fail(error);
    }
    if (skipped > 0) this.events.onSkipped?.(skipped);
  }

  write(changes: readonly RecordChange[]): void {
    for (const change of changes) {
      this.buffer.add(change);
      if (this.buffer.isFull && this.trouble === undefined)
        this.attempt((file) => this.writeTo(file));
    }
    if (changes.length > 0) this.writeLater(WRITE_EVERY_MS);
  }

  /** Latest first. */
  history(endpoint: string, limit: number): readonly RegistrationChange[] {
    const waiting = [...this.buffer.historyOf(endpoint)];
    const written = this.buffer.forgotten.has(endpoint)
      ? []
      : (this.read((file) => [...file.readHistory(endpoint, limit)]) ?? []);
    return [...waiting, ...written].sort((a, b) => b.time - a.time).slice(0, limit);
  }

  /**
   * Removes the records and the history of an endpoint; a moment later no file has them any more, and
   * copies of the file are gone.
   *
   * @returns how many records there were
   */
  forget(endpoint: string): number {
    const ids = this.read((file) => file.readIds(endpoint)) ?? [];
    const count = this.buffer.forget(endpoint, ids);
    this.attempt((file) => this.writeTo(file));
    return count;
  }

  /** Writes what waits. */
  close(): void {
    clearInterval(this.trimTimer);
    if (!this.buffer.isEmpty || this.mustPurge) this.flush();
    clearTimeout(this.timer);
    this.file.close();
  }

  private start(): void {
    try {
      this.file.open();
    } catch (error) {
      if (isAppError(error, 'STATE_TOO_NEW')) throw error;
      this.fail(error);
    }
    this.trimTimer = setInterval(() => this.trim(), TRIM_EVERY_MS).unref();
  }

  private writeLater(delayMs: number): void {
    this.timer ??= setTimeout(() => this.flush(), delayMs).unref();
  }

  private trim(): void {
    if (this.trouble !== undefined) return;
    this.flush();
    try {
      this.file.removeCopies(this.now() - this.keepMs);
    } catch {
      // a minute later again
    }
  }

  private flush(): void {
    this.attempt((file) => {
      this.writeTo(file);
      this.purge(file);
    });
  }

  private attempt(act: (file: RecordFile) => void): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      act(this.file.open());
      this.recover();
    } catch (error) {
      this.fail(error);
    }
  }

  private writeTo(file: RecordFile): void {
    const { dropped, isMoreToTrim } = file.write(this.buffer, this.now() - this.keepMs);
    this.droppedByFile += dropped;
    this.mustPurge ||= this.buffer.forgotten.size > 0;
    this.buffer.clear();
    if (isMoreToTrim || this.mustPurge) this.writeLater(GO_ON_MS);
  }

  private purge(file: RecordFile): void {
    if (!this.mustPurge) return;
    file.purge();
    this.file.removeCopies();
    this.mustPurge = false;
  }

  private read<Result>(read: (file: RecordFile) => Result): Result | undefined {
    try {
      const { readable } = this.file;
      return readable && read(readable);
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  private fail(error: unknown): void {
    const trouble = this.file.replace(error);
    if (this.trouble === undefined) this.events.onTrouble(trouble);
    this.trouble = trouble;
    this.writeLater(isDamage(error) ? GO_ON_MS : RETRY_MS);
  }

  private recover(): void {
    if (this.trouble === undefined) return;
    this.trouble = undefined;
    this.events.onRecovered();
  }
}
