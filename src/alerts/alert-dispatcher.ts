// The alert book at work: what the diagnosis says goes in; a decision and its notifications are one
// transaction; the outbox delivers them. In memory where the file cannot be written.

import type { DatabaseSync } from 'node:sqlite';
import type { Finding, FindingChange } from '../diagnosis/finding.ts';
import type { AlertChange, Notification, Silence } from './alert.ts';
import { AlertBook, type AlertView } from './alert-book.ts';
import type { AlertBookOptions } from './book/book-options.ts';
import type { SilenceWish } from './book/silence-list.ts';
import { ChangeNotes, type StateChanges } from './book/state-changes.ts';
import type { Notifier } from './notifiers/notifier.ts';
import type { LaneListener } from './outbox/lane.ts';
import { Outbox } from './outbox/outbox.ts';
import { OutboxWorker } from './outbox/outbox-worker.ts';
import { AlertStore, type AlertStoreEvents } from './state/alert-store.ts';

interface AlertListener
  extends Omit<LaneListener, 'onTrouble'>,
    Pick<AlertStoreEvents, 'onRecovered'> {
  /** What began, ended or changed its severity; each is told once. */
  onChanges(changes: readonly AlertChange[]): void;
  /** So many were given up for that receiver, since too many waited. */
  onDropped(receiver: string, count: number): void;
  /** The file cannot be written, or farend has a fault of its own. */
  onTrouble(error: unknown): void;
  /** So many rows of the file could not be read and were left out. */
  onSkipped(rows: number): void;
}

export interface AlertDispatcherOptions {
  /** A file, whose directory is made if there is none; or `:memory:`. */
  readonly path: string;
  readonly book: AlertBookOptions;
  /** One for each receiver of the book. @param database the file that the outbox is in */
  makeNotifiers(database: DatabaseSync): readonly Notifier[];
  /** Milliseconds since 1970. */
  now(): number;
  /** 0 to 1. */
  random(): number;
  readonly listener: AlertListener;
}

interface Delivery {
  readonly outbox: Outbox;
  readonly worker: OutboxWorker;
}

export class AlertDispatcher {
  private readonly options: AlertDispatcherOptions;
  private readonly store: AlertStore;
  private readonly book: AlertBook;
  private delivery: Delivery;

  /** @throws AppError STATE_TOO_NEW */
  constructor(options: AlertDispatcherOptions) {
    const { path, book, listener, now } = options;
    this.options = options;
    this.store = AlertStore.open(path, {
      onTrouble: (error) => listener.onTrouble(error),
      onRecovered: () => listener.onRecovered(),
      onDatabase: (database) => this.moveTo(database),
    });
    const { state, skipped } = this.store.loaded;
    if (skipped > 0) listener.onSkipped(skipped);
    this.book = new AlertBook(book, state, now());
    this.delivery = this.makeDelivery(this.store.database);
  }

  get health(): AlertStore['health'] {
    return this.store.health;
  }

  get outbox(): Outbox {
    return this.delivery.outbox;
  }

  /** Alerts that found no room. */
  get dropped(): number {
    return this.book.dropped;
  }

  /** What fired in an earlier life. */
  findings(): Iterable<Finding> {
    return this.book.findings();
  }

  apply(changes: readonly FindingChange[]): void {
    this.book.apply(changes, this.options.now());
  }

  /** About twice a second. */
  tick(): void {
    this.store.tick(this.options.now());
    const { notifications, changes, kept } = this.book.tick(this.options.now());
    if (kept !== undefined || notifications.length > 0)
      this.keep(kept ?? new ChangeNotes(), notifications);
    if (changes.length > 0) this.options.listener.onChanges(changes);
    this.delivery.worker.tick();
  }

  alerts(): Iterable<AlertView> {
    return this.book.alerts(this.options.now());
  }

  silences(): readonly Silence[] {
    return this.book.silences();
  }

  /** Kept when it returns. @returns undefined: there are 1,000 already */
  silence(silence: SilenceWish): Silence | undefined {
    const made = this.book.silence(silence, this.options.now());
    this.tick();
    return made;
  }

  /** @returns whether there was one */
  endSilence(id: string): boolean {
    const wasThere = this.book.endSilence(id);
    this.tick();
    return wasThere;
  }

  /** To each receiver. */
  sendTest(): readonly Notification[] {
    const tests = this.book.makeTest(this.options.now());
    this.keep(new ChangeNotes(), tests);
    this.delivery.worker.tick();
    return tests;
  }

  /** See OutboxWorker. */
  isMoving(withinMs: number): boolean {
    return this.delivery.worker.isMoving(withinMs);
  }

  /** What is under way is given up, and delivered in the next life. */
  async stop(): Promise<void> {
    await this.delivery.worker.stop();
    this.store.close();
  }

  private keep(kept: StateChanges, notifications: readonly Notification[]): void {
    this.store.write(
      kept,
      () => this.book.kept,
      () => this.delivery.outbox.enqueue(notifications),
      this.options.now(),
    );
  }

  private moveTo(database: DatabaseSync): void {
    const { worker } = this.delivery;
    this.delivery = this.makeDelivery(database);
    worker.stop().catch((error: unknown) => this.options.listener.onTrouble(error));
  }

  private makeDelivery(database: DatabaseSync): Delivery {
    const { makeNotifiers, now, random, listener } = this.options;
    const outbox = new Outbox(database, now, (receiver, count) =>
      listener.onDropped(receiver, count),
    );
    const worker: OutboxWorker = new OutboxWorker({
      database,
      outbox,
      notifiers: makeNotifiers(database),
      now,
      random,
      listener: {
        onDelivered: (entry, wasFailing) => listener.onDelivered(entry, wasFailing),
        onDelayed: (entry, reason, failures) => listener.onDelayed(entry, reason, failures),
        onDead: (entry, reason) => listener.onDead(entry, reason),
        onDropped: (receiver, count) => listener.onDropped(receiver, count),
        onTrouble: (error) => this.noteTrouble(worker, error),
      },
    });
    return { outbox, worker };
  }

  /** What works with a database that was left meanwhile is of no interest. */
  private noteTrouble(worker: OutboxWorker, error: unknown): void {
    if (this.delivery.worker !== worker) return;
    const { now, listener } = this.options;
    if (!this.store.noteTrouble(error, () => this.book.kept, now())) listener.onTrouble(error);
  }
}
