// What is to be delivered, kept in the file until it is: put in together with the decision to tell it,
// taken out once a receiver has it. Of a group only the newest state waits.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { Notification } from '../alert.ts';
import { parseNotification } from './notification-json.ts';
import { type DroppedListener, OutboxBounds } from './outbox-bounds.ts';
import { type OutboxEntry, readEntry } from './outbox-entry.ts';
import { supersede } from './supersede.ts';

/** Longer than any delivery: a row that is held for longer was held by a process that died. */
export const LEASE_MS = 60_000;

/** A clock that was set back makes no lease longer. */
export const isFree = `(lease_until <= :now OR lease_until > :now + ${LEASE_MS})`;

const backlogRow = z.object({
  receiver: z.string(),
  waiting: z.int(),
  dead: z.int(),
  /** Given up because too many waited, since the file was begun. */
  dropped: z.int(),
  /** Milliseconds since 1970; 0 when none waits. */
  oldestWaitingAt: z.int(),
});

export type ReceiverBacklog = z.infer<typeof backlogRow>;

export class Outbox {
  private readonly now: () => number;
  private readonly bounds: OutboxBounds;
  private readonly statements;

  /**
   * @param database with `outboxTable` in it
   * @param now milliseconds since 1970
   */
  constructor(database: DatabaseSync, now: () => number, onDropped: DroppedListener) {
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.now = now;
    this.bounds = new OutboxBounds(database, onDropped);
    this.statements = {
      has: prepare('SELECT 1 FROM outbox WHERE id = ? AND receiver = ?'),
      older: prepare(
        `SELECT * FROM outbox WHERE receiver = :receiver AND group_key = :groupKey AND ${isFree} ORDER BY place`,
      ),
      delete: prepare('DELETE FROM outbox WHERE place = ?'),
      insert: prepare(
        `INSERT INTO outbox (id, receiver, group_key, body, created, due, attempts, lease_until, state, last_error)
         VALUES (:id, :receiver, :groupKey, :body, :now, :now, 0, 0, 'waiting', '')`,
      ),
      list: prepare('SELECT * FROM outbox ORDER BY place LIMIT ?'),
      retry: prepare(
        `UPDATE outbox SET state = 'waiting', created = :now, due = :now, attempts = 0
         WHERE id = :id AND state = 'dead' RETURNING receiver`,
      ),
      resume: prepare('UPDATE outbox_lane SET paused_until = 0 WHERE receiver = ?'),
      backlog: prepare(
        `SELECT receiver, sum(state = 'waiting') AS waiting, sum(state = 'dead') AS dead,
           coalesce(min(CASE state WHEN 'waiting' THEN created END), 0) AS oldestWaitingAt,
           coalesce((SELECT dropped FROM outbox_lane AS lane WHERE lane.receiver = outbox.receiver), 0) AS dropped
         FROM outbox GROUP BY receiver ORDER BY receiver`,
      ),
    };
  }

  /**
   * Within the transaction of the decision. One that is there already is left out; what it supersedes
   * and nobody is delivering just now goes.
   */
  enqueue(notifications: readonly Notification[]): void {
    for (const notification of notifications) {
      const { id, receiver } = notification;
      if (this.statements.has.get(id, receiver) !== undefined) continue;
      const { groupKey } = notification;
      const body = JSON.stringify(this.absorbOlder(notification));
      this.statements.insert.run({ id, receiver, groupKey, body, now: this.now() });
    }
    const receivers = new Set(notifications.map(({ receiver }) => receiver));
    for (const receiver of receivers) this.bounds.keepWaiting(receiver, this.now());
  }

  /** In the order in which they were put in. */
  list(limit = 1_000): readonly OutboxEntry[] {
    return this.statements.list.all(limit).map(readEntry);
  }

  /** Delivers a dead letter after all, at once. @returns false when there is none with that id */
  retry(id: string): boolean {
    const revived = this.statements.retry.all({ id, now: this.now() });
    for (const { receiver } of revived) this.statements.resume.run(String(receiver));
    return revived.length > 0;
  }

  /** Of each receiver that has something. */
  backlog(): readonly ReceiverBacklog[] {
    return this.statements.backlog.all().map((row) => backlogRow.parse(row));
  }

  /** About once an hour: gives up what waits for nobody, and forgets what nobody asked for. */
  expire(): void {
    this.bounds.expire(this.now());
  }

  private absorbOlder(notification: Notification): Notification {
    const { receiver, groupKey } = notification;
    const older = this.statements.older.all({ receiver, groupKey, now: this.now() }).map(readEntry);
    return older.reduce((newest, { place, body }) => {
      const waiting = parseNotification(body);
      const merged = waiting && supersede(waiting, newest);
      if (merged === undefined) return newest;
      this.statements.delete.run(place);
      return merged;
    }, notification);
  }
}
