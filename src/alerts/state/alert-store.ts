// Where alerts and the outbox are kept: the file; or memory, for as long as the file cannot be written,
// so that alerts go out all the same. What came meanwhile is in the file again afterwards.

import type { DatabaseSync } from 'node:sqlite';
import { type AppError, isAppError } from '../../base/app-error.ts';
import { KeptFile } from '../../sqlite/kept-file.ts';
import { IN_MEMORY, openFile } from '../../sqlite/open-file.ts';
import { runTransaction } from '../../sqlite/run-transaction.ts';
import { explainTrouble, isDamage } from '../../sqlite/sqlite-trouble.ts';
import type { AlertState } from '../book/kept-alert.ts';
import type { StateChanges } from '../book/state-changes.ts';
import { type AlertFile, alertFileKind, type ReadState } from './alert-file.ts';

const RETRY_MS = 5_000;

export interface AlertStoreEvents {
  /** The file cannot be written or was damaged: once, until it is written again. */
  onTrouble(error: AppError): void;
  onRecovered(): void;
  /** Another database has everything from now on; the one before is left alone or closed. */
  onDatabase(database: DatabaseSync): void;
}

export class AlertStore {
  private readonly path: string;
  private readonly events: AlertStoreEvents;
  private readonly kept: KeptFile<AlertFile>;
  /** What was kept in an earlier life; nothing where it cannot be read. */
  readonly loaded: ReadState;
  /** What is worked with: the file, or memory. */
  private working: AlertFile;
  /** What the file had is known: it was loaded, or there was none. */
  private isFileKnown = false;
  private trouble: AppError | undefined;
  private triedAt = 0;

  private constructor(path: string, events: AlertStoreEvents) {
    this.path = path;
    this.events = events;
    this.kept = new KeptFile(path, alertFileKind);
    this.working = this.openFirst();
    this.loaded = this.working.read();
  }

  /**
   * @param path of a file, whose directory is made if there is none; or `:memory:`
   * @throws AppError STATE_TOO_NEW: the file was written by a newer farend and stays as it is
   */
  static open(path: string, events: AlertStoreEvents): AlertStore {
    return new AlertStore(path, events);
  }

  get database(): DatabaseSync {
    return this.working.database;
  }

  get health(): { readonly isUp: boolean; readonly reason: string } {
    return { isUp: this.trouble === undefined, reason: this.trouble?.message ?? '' };
  }

  /** Tries to go back to the file, now and then. To be called outside of a transaction. */
  tick(nowMs: number): void {
    if (this.trouble === undefined || Math.abs(nowMs - this.triedAt) < RETRY_MS) return;
    this.triedAt = nowMs;
    const memory = this.working;
    try {
      const file = this.kept.open();
      runTransaction(file.database, () => file.copyFrom(memory, this.isFileKnown));
      this.working = file;
    } catch (error) {
      this.trouble = explainTrouble(this.path, error);
      return;
    }
    this.isFileKnown = true;
    this.trouble = undefined;
    this.events.onDatabase(this.database);
    this.events.onRecovered();
    memory.close();
  }

  /**
   * One transaction, done when it returns: kill -9 takes nothing of it.
   *
   * @param all the whole state with these changes, for a file that was lost
   * @param act what else belongs to it, in the database of that moment
   */
  write(changes: StateChanges, all: () => AlertState, act: () => void, nowMs: number): void {
    try {
      if (this.trouble === undefined) this.kept.open();
      this.transact(() => this.working.write(changes), act);
    } catch (error) {
      if (this.trouble !== undefined) throw error;
      const isCopied = this.leaveFile(error, nowMs);
      const keep = () => (isCopied ? this.working.write(changes) : this.working.writeAll(all()));
      this.transact(keep, act);
    }
  }

  /** Whoever else works with the database could not. @returns whether that was the file's fault */
  noteTrouble(error: unknown, all: () => AlertState, nowMs: number): boolean {
    const isOfFile = typeof (error as { errcode?: unknown } | null)?.errcode === 'number';
    if (isOfFile && this.trouble === undefined && !this.leaveFile(error, nowMs))
      this.transact(() => this.working.writeAll(all()));
    return isOfFile;
  }

  close(): void {
    this.kept.close();
    if (this.working.database.isOpen) this.working.close();
  }

  private transact(...acts: readonly (() => void)[]): void {
    runTransaction(this.working.database, () => {
      for (const act of acts) act();
    });
  }

  private openFirst(): AlertFile {
    try {
      const file = this.kept.open();
      file.read();
      this.isFileKnown = true;
      return file;
    } catch (error) {
      if (isAppError(error, 'STATE_TOO_NEW')) throw error;
      const memory = openFile(IN_MEMORY, alertFileKind);
      const trouble = this.kept.replace(error);
      const { readable } = this.kept;
      this.isFileKnown = readable !== undefined && isCopyOf(memory, readable);
      return this.takeReplacement(memory, error, trouble);
    }
  }

  /** @returns whether everything that was kept is where it goes on */
  private leaveFile(error: unknown, nowMs: number): boolean {
    this.triedAt = nowMs;
    const memory = openFile(IN_MEMORY, alertFileKind);
    const isCopied = isCopyOf(memory, this.working);
    const trouble = this.kept.replace(error);
    this.working = this.takeReplacement(memory, error, trouble);
    const isAllThere = isCopied && (this.working === memory || isCopyOf(this.working, memory));
    this.events.onDatabase(this.working.database);
    return isAllThere;
  }

  /** A damaged file has made room for a new one, which is in use at once. */
  private takeReplacement(memory: AlertFile, error: unknown, trouble: AppError): AlertFile {
    this.events.onTrouble(trouble);
    const { readable } = this.kept;
    if (!isDamage(error) || readable === undefined || readable.isReadOnly) {
      this.trouble = trouble;
      return memory;
    }
    this.isFileKnown = true;
    this.events.onRecovered();
    return readable;
  }
}

/** Makes it one; false where the other cannot be read. */
function isCopyOf(copy: AlertFile, original: AlertFile): boolean {
  try {
    runTransaction(copy.database, () => copy.copyFrom(original, true));
    return true;
  } catch {
    return false;
  }
}
