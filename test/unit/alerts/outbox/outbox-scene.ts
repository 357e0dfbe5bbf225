// An outbox in memory, a worker before it, and receivers that answer as the test says. The clock stands
// still unless the test moves it.

import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Notification } from '../../../../src/alerts/alert.ts';
import {
  type DeliveryOutcome,
  delivered,
  type Notifier,
} from '../../../../src/alerts/notifiers/notifier.ts';
import { Outbox } from '../../../../src/alerts/outbox/outbox.ts';
import { outboxTable } from '../../../../src/alerts/outbox/outbox-table.ts';
import { OutboxWorker } from '../../../../src/alerts/outbox/outbox-worker.ts';
import { NOW_MS } from '../make-notification.ts';

export const away: DeliveryOutcome = { kind: 'retry', reason: 'it does not answer' };
export const refused: DeliveryOutcome = { kind: 'refused', reason: 'it does not know farend' };

/** Keeps what it is told, and answers what it was told to. */
export class RecordingNotifier implements Notifier {
  readonly receiver: string;
  readonly told: Notification[] = [];
  readonly tries: { readonly id: string; readonly at: number }[] = [];
  answer:
    | DeliveryOutcome
    | Promise<DeliveryOutcome>
    | ((notification: Notification) => DeliveryOutcome) = delivered;
  private readonly now: () => number;

  constructor(receiver: string, now: () => number) {
    this.receiver = receiver;
    this.now = now;
  }

  async deliver(notification: Notification): Promise<DeliveryOutcome> {
    this.tries.push({ id: notification.id, at: this.now() });
    const { answer } = this;
    const settled = typeof answer === 'function' ? answer(notification) : await answer;
    if (settled.kind === 'delivered') this.told.push(notification);
    return settled;
  }
}

export class OutboxScene {
  now = NOW_MS;
  /** The longest that may be drawn, unless a test says otherwise. */
  random = () => 1;
  readonly database: DatabaseSync;
  readonly outbox: Outbox;
  readonly receivers: Readonly<Record<string, RecordingNotifier>>;
  readonly notifiers: readonly Notifier[];
  readonly log: string[] = [];
  worker: OutboxWorker;

  /** @param notifiers real ones, in the place of those that record */
  constructor(
    receivers: readonly string[] = ['webhook-1'],
    path = ':memory:',
    notifiers: readonly Notifier[] = [],
  ) {
    this.database = new DatabaseSync(path);
    this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    this.database.exec(outboxTable);
    const now = () => this.now;
    this.outbox = new Outbox(this.database, now, this.onDropped);
    this.receivers = Object.fromEntries(
      receivers.map((name) => [name, new RecordingNotifier(name, now)]),
    );
    this.notifiers = notifiers.length > 0 ? notifiers : Object.values(this.receivers);
    this.worker = this.startWorker();
  }

  get receiver(): RecordingNotifier {
    return Object.values(this.receivers)[0] as RecordingNotifier;
  }

  of(receiver: string): RecordingNotifier {
    return this.receivers[receiver] as RecordingNotifier;
  }

  /** Another life of farend with the same file. */
  startWorker(): OutboxWorker {
    this.worker = new OutboxWorker({
      database: this.database,
      outbox: this.outbox,
      notifiers: this.notifiers,
      now: () => this.now,
      random: () => this.random(),
      listener: {
        onDelivered: ({ id }, wasFailing) =>
          this.log.push(`${wasFailing ? 'delivered at last' : 'delivered'} ${id}`),
        onDelayed: ({ id }, reason, failures) =>
          this.log.push(`delayed ${id} ${failures}: ${reason}`),
        onDead: ({ id }, reason) => this.log.push(`dead ${id}: ${reason}`),
        onDropped: this.onDropped,
        onTrouble: (error) => this.log.push(`trouble: ${(error as Error).message}`),
      },
    });
    return this.worker;
  }

  enqueue(...notifications: Notification[]): this {
    this.outbox.enqueue(notifications);
    return this;
  }

  /** Time goes by in steps of half a second, as the companion ticks. */
  async pass(seconds: number, stepMs = 500): Promise<this> {
    const end = this.now + seconds * 1_000;
    for (; this.now < end; this.now = Math.min(this.now + stepMs, end)) await this.turn();
    return await this.turn();
  }

  /** One tick, and all that follows from it. */
  async turn(): Promise<this> {
    this.worker.tick();
    await this.settle();
    return this;
  }

  async settle(): Promise<void> {
    let before = -1;
    while (before !== this.log.length) {
      before = this.log.length;
      for (let turns = 0; turns < 5; turns += 1) await nextTurn();
    }
  }

  states(): readonly string[] {
    return this.outbox.list().map(({ id, state }) => `${id} ${state}`);
  }

  close(): void {
    this.database.close();
    expect(this.log.filter((line) => line.startsWith('trouble'))).toEqual([]);
  }

  private readonly onDropped = (receiver: string, count: number): void => {
    this.log.push(`dropped ${count} of ${receiver}`);
  };
}
