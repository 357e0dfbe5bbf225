// The bindings on disk: an append-only journal, the last line of a token counts. One writer loop
// does everything in order; what waits for the disk is released by the write that covers it (group
// commit). A disk that hangs or fails is reported and never holds a phone's answer for long.

import { join } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import { isDoneWithin } from '../../base/is-done-within.ts';
import type { Binding } from '../binding.ts';
import type { Bindings } from '../bindings.ts';
import { JournalFile, LINES_PER_WRITE } from './journal-file.ts';
import { readJournal } from './read-journal.ts';
import { UnwrittenBindings } from './unwritten-bindings.ts';

/** A refresh may wait this long: lost in a crash, it costs nothing but a shorter registration. */
const LAZY_WRITE_MS = 1_000;
/** An answer waits for the disk no longer than this. */
const MAX_WAIT_MS = 1_000;
/** Phones wait no longer than this for the first rewriting; an idle disk takes a third for 10,000. */
const MAX_START_MS = 300;
/** A disk that takes longer for what is left will not take it: it hung before, or writes nothing. */
const MAX_STOP_MS = 3_000;
/** The journal is written anew when it has this many lines for each binding, and some more. */
const GROWTH = 10;
const SLACK_LINES = 10_000;

export interface JournalEvents {
  /** The disk refused or hangs; bindings since then live in memory only. */
  onTrouble(error: unknown): void;
  /** Lines of the journal that could not be read were left out. */
  onSkipped(lines: number): void;
}

export class BindingJournal {
  private readonly file: JournalFile;
  private readonly events: JournalEvents;
  private readonly bindings: Bindings;
  private readonly unwritten = new UnwrittenBindings();
  private waiting: (() => void)[] = [];
  private writing: Promise<void> | undefined;
  private isHanging = false;
  /** A write failed: its bindings, and perhaps half a line of it, are mended by writing anew. */
  private isDamaged = false;
  private lazyTimer: NodeJS.Timeout | undefined;

  /** @param bindings what the journal holds when it is written anew */
  constructor(directory: string, bindings: Bindings, events: JournalEvents) {
    this.file = new JournalFile(join(directory, 'bindings.ndjson'));
    this.bindings = bindings;
    this.events = events;
  }

  /**
   * The bindings on disk, in the order of their last change.
   *
   * @throws AppError STATE_UNUSABLE, STATE_TOO_NEW
   */
  async load(): Promise<Binding[]> {
    const { bindings, skipped } = await readJournal(this.file.path);
    if (skipped > 0) this.events.onSkipped(skipped);
    return bindings;
  }

  /**
   * Writes the journal anew from the bindings and keeps it open. A disk that takes long about it goes on
   * after this has returned; until then nothing waits for it.
   *
   * @throws AppError STATE_UNUSABLE
   */
  async start(): Promise<void> {
    const first = this.rewrite();
    try {
      if (!(await isDoneWithin(first, MAX_START_MS))) this.startLate(first);
    } catch (error) {
      throw new AppError(
        'STATE_UNUSABLE',
        `${this.file.path} cannot be written: check owner and free space`,
        { cause: error },
      );
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

  /**
   * Writes what is left and closes the file.
   *
   * @returns false when the disk hangs: what is left is lost, unless the disk goes on before the process
   *   is ended
   */
  stop(): Promise<boolean> {
    clearTimeout(this.lazyTimer);
    this.beginWriting();
    return isDoneWithin(this.finish(), MAX_STOP_MS);
  }

  private async finish(): Promise<void> {
    while (this.writing !== undefined) await this.writing;
    try {
      if (this.isDamaged) await this.rewrite();
    } catch (error) {
      this.events.onTrouble(error);
    }
    await this.file.close();
    this.isDamaged = false;
  }

  /** The binding changed in a way that a crash may forget: written within a second. */
  recordLazily(binding: Binding): void {
    this.unwritten.addLazy(binding);
    if (this.lazyTimer !== undefined) return;
    this.lazyTimer = setTimeout(() => this.beginWriting(), LAZY_WRITE_MS);
    this.lazyTimer.unref();
  }

  /** The binding changed; `done` is called once that is on disk, or the disk is in trouble. */
  record(binding: Binding, done: () => void): void {
    this.unwritten.addUrgent(binding);
    if (this.isHanging) done();
    else this.waiting.push(done);
    this.beginWriting();
  }

  private beginWriting(): void {
    clearTimeout(this.lazyTimer);
    this.lazyTimer = undefined;
    // A journal that was never opened, since the first rewriting failed, is damaged too.
    const isStarted = this.file.isOpen || this.isDamaged;
    if (isStarted && this.writing === undefined && !this.unwritten.isEmpty)
      this.writing = this.write();
  }

  private async write(): Promise<void> {
    while (!this.unwritten.isEmpty) {
      const covered = this.waiting;
      this.waiting = [];
      await this.writeBatch(this.unwritten.takeBatch(LINES_PER_WRITE), covered);
    }
    this.writing = undefined; // in the same breath as the last look: no change is left lying
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
      else await this.append(batch, covered.length > 0);
      isKept = true;
      this.isHanging = false;
      if (this.isOvergrown) await this.rewrite();
    } catch (error) {
      this.events.onTrouble(error);
    } finally {
      this.isDamaged = !isKept;
      clearTimeout(deadline);
      release();
    }
  }

  /** What nobody waits for is synced once, with the last of it. */
  private async append(batch: readonly Binding[], isAwaited: boolean): Promise<void> {
    await this.file.append(batch);
    if (isAwaited || this.unwritten.isEmpty) await this.file.sync();
  }

  private get isOvergrown(): boolean {
    return this.file.lineCount > GROWTH * this.bindings.size + SLACK_LINES;
  }

  private rewrite(): Promise<void> {
    return this.file.rewrite(this.bindings);
  }

  private tellHanging(sinceMs: number): void {
    this.isHanging = true;
    this.events.onTrouble(new Error(`${this.file.path} did not take a write within ${sinceMs} ms`));
  }
}
