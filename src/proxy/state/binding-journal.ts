// The bindings on disk: an append-only journal, the last line of a token counts. One writer loop
// does everything in order; what waits for the disk is released by the write that covers it (group
// commit). A disk that hangs or fails is reported and never holds a phone's answer for long.

import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import type { Binding } from '../binding.ts';
import type { Bindings } from '../bindings.ts';
import {
  formatBindingRecord,
  JOURNAL_VERSION,
  journalHeader,
  parseBindingRecord,
  readJournalVersion,
} from './binding-record.ts';
import { replaceFile } from './replace-file.ts';

/** A refresh may wait this long: lost in a crash, it costs nothing but a shorter registration. */
const LAZY_WRITE_MS = 1_000;
/** An answer waits for the disk no longer than this. */
const MAX_WAIT_MS = 1_000;
/** Phones wait no longer than this for the first rewriting; an idle disk takes a third for 10,000. */
const MAX_START_MS = 300;
/** The journal is written anew when it has this many lines for each binding, and some more. */
const GROWTH = 10;
const SLACK_LINES = 10_000;
/** As many as take well under a millisecond to format: SIP waits as long. */
const LINES_PER_WRITE = 200;

export interface JournalEvents {
  /** The disk refused or hangs; bindings since then live in memory only. */
  onTrouble(error: unknown): void;
  /** Lines of the journal that could not be read were left out. */
  onSkipped(lines: number): void;
}

export class BindingJournal {
  private readonly file: string;
  private readonly events: JournalEvents;
  private readonly bindings: Bindings;
  private handle: FileHandle | undefined;
  /** Changes that somebody waits for, and those that may be lost in a crash. */
  private readonly urgent = new Set<Binding>();
  private readonly lazy = new Set<Binding>();
  private waiting: (() => void)[] = [];
  private writing: Promise<void> | undefined;
  private isHanging = false;
  /** A write failed: its bindings, and perhaps half a line of it, are mended by writing anew. */
  private isDamaged = false;
  private lazyTimer: NodeJS.Timeout | undefined;
  private linesInFile = 0;

  /** @param bindings what the journal holds when it is written anew */
  constructor(directory: string, bindings: Bindings, events: JournalEvents) {
    this.file = join(directory, 'bindings.ndjson');
    this.bindings = bindings;
    this.events = events;
  }

  /** The bindings on disk, in the order of their last change. */
  async load(): Promise<Binding[]> {
    const text = await this.readText();
    const [header = '', ...lines] = text.split('\n');
    const version = text === '' ? JOURNAL_VERSION : readJournalVersion(header);
    if (version === undefined)
      throw new AppError('STATE_UNUSABLE', `${this.file} is no journal of farend`);
    if (version > JOURNAL_VERSION)
      throw new AppError(
        'STATE_TOO_NEW',
        `${this.file} was written by a newer farend: install that one`,
      );
    const latest = new Map<string, Binding>();
    let skipped = 0;
    for (const line of lines) {
      const binding = line === '' ? undefined : parseBindingRecord(line);
      if (binding === undefined) skipped += line === '' ? 0 : 1;
      else {
        latest.delete(binding.token);
        latest.set(binding.token, binding);
      }
    }
    if (skipped > 0) this.events.onSkipped(skipped);
    return [...latest.values()];
  }

  private async readText(): Promise<string> {
    try {
      return await readFile(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw new AppError(
        'STATE_UNUSABLE',
        `${this.file} cannot be read: check owner and permissions`,
        {
          cause: error,
        },
      );
    }
  }

  /**
   * Writes the journal anew from the bindings and keeps it open. A disk that takes long about it goes on
   * after this has returned; until then nothing waits for it.
   *
   * @throws AppError STATE_UNUSABLE
   */
  async start(): Promise<void> {
    const first = this.rewrite();
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => late.resolve('late'), MAX_START_MS);
    try {
      if ((await Promise.race([first, late.promise])) === 'late') this.startLate(first);
    } catch (error) {
      throw new AppError(
        'STATE_UNUSABLE',
        `${this.file} cannot be written: check owner and free space`,
        {
          cause: error,
        },
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** The first rewriting takes the place of a write that hangs. */
  private startLate(first: Promise<void>): void {
    this.tellHanging(MAX_START_MS);
    this.writing = first
      .catch((error: unknown) => {
        this.isDamaged = true;
        this.events.onTrouble(error);
      })
      .then(() => {
        this.isHanging = false;
        this.writing = undefined;
        this.beginWriting();
      });
  }

  /** Writes what is left and closes the file. */
  async stop(): Promise<void> {
    clearTimeout(this.lazyTimer);
    this.beginWriting();
    await this.writing;
    await this.handle?.close();
    this.handle = undefined;
    this.isDamaged = false;
  }

  /** The binding changed in a way that a crash may forget: written within a second. */
  recordLazily(binding: Binding): void {
    this.lazy.add(binding);
    if (this.lazyTimer !== undefined) return;
    this.lazyTimer = setTimeout(() => this.beginWriting(), LAZY_WRITE_MS);
    this.lazyTimer.unref();
  }

  /** The binding changed; `done` is called once that is on disk, or the disk is in trouble. */
  record(binding: Binding, done: () => void): void {
    this.urgent.add(binding);
    if (this.isHanging) done();
    else this.waiting.push(done);
    this.beginWriting();
  }

  private beginWriting(): void {
    clearTimeout(this.lazyTimer);
    this.lazyTimer = undefined;
    // A journal that was never opened, since the first rewriting failed, is damaged too.
    const isStarted = this.handle !== undefined || this.isDamaged;
    if (isStarted && this.writing === undefined && this.hasChanges) this.writing = this.write();
  }

  private get hasChanges(): boolean {
    return this.urgent.size > 0 || this.lazy.size > 0;
  }

  private async write(): Promise<void> {
    while (this.hasChanges) {
      const covered = this.waiting;
      this.waiting = [];
      await this.writeBatch(this.takeBatch(), covered);
    }
    this.writing = undefined; // in the same breath as the last look: no change is left lying
  }

  /** All that somebody waits for; else a few of the others, so that no message waits for many. */
  private takeBatch(): Binding[] {
    const batch = [...this.urgent];
    this.urgent.clear();
    for (const binding of batch) this.lazy.delete(binding);
    if (batch.length > 0) return batch;
    for (const binding of this.lazy) {
      if (batch.length >= LINES_PER_WRITE) break;
      batch.push(binding);
      this.lazy.delete(binding);
    }
    return batch;
  }

  private async writeBatch(batch: readonly Binding[], covered: (() => void)[]): Promise<void> {
    const release = () => {
      for (const done of covered.splice(0)) done();
    };
    const deadline = setTimeout(() => {
      this.tellHanging(MAX_WAIT_MS);
      release();
      for (const done of this.waiting.splice(0)) done();
    }, MAX_WAIT_MS);
    let isKept = false;
    try {
      if (this.isDamaged) await this.rewrite();
      else await this.append(batch);
      isKept = true;
      this.isHanging = false;
      if (this.linesInFile > GROWTH * this.bindings.size + SLACK_LINES) await this.rewrite();
    } catch (error) {
      this.events.onTrouble(error);
    } finally {
      this.isDamaged = !isKept;
      clearTimeout(deadline);
      release();
    }
  }

  private tellHanging(sinceMs: number): void {
    this.isHanging = true;
    this.events.onTrouble(new Error(`${this.file} did not take a write within ${sinceMs} ms`));
  }

  private async append(batch: readonly Binding[]): Promise<void> {
    const lines = batch.map((binding) => `${formatBindingRecord(binding)}\n`).join('');
    await this.handle?.appendFile(lines);
    if (this.lazy.size === 0 || this.urgent.size > 0) await this.handle?.datasync();
    this.linesInFile += batch.length;
  }

  /** A new file beside the old one, which stays whole until the new one is. */
  private async rewrite(): Promise<void> {
    const fresh = `${this.file}.new`;
    const handle = await open(fresh, 'w', 0o600);
    try {
      this.linesInFile = await writeAll(handle, [...this.bindings.all()]);
      await replaceFile(fresh, this.file);
    } catch (error) {
      await handle.close();
      throw error;
    }
    await this.handle?.close();
    this.handle = handle;
  }
}

/** Returns how many bindings were written. */
async function writeAll(handle: FileHandle, bindings: readonly Binding[]): Promise<number> {
  let lines = `${journalHeader}\n`;
  for (const [index, binding] of bindings.entries()) {
    lines += `${formatBindingRecord(binding)}\n`;
    if ((index + 1) % LINES_PER_WRITE !== 0) continue;
    await handle.appendFile(lines);
    lines = '';
  }
  await handle.appendFile(lines);
  await handle.datasync();
  return bindings.length;
}
