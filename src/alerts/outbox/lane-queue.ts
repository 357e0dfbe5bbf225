// The outbox as the lane of one receiver sees it: what is due next, held by a lease while it is being
// delivered, and what became of it. A receiver that fails is left alone for a while, over restarts too.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { runTransaction } from '../../sqlite/run-transaction.ts';
import { parseNotification } from './notification-json.ts';
import { isFree, LEASE_MS } from './outbox.ts';
import { type DroppedListener, OutboxBounds } from './outbox-bounds.ts';
import { type OutboxEntry, readEntry } from './outbox-entry.ts';
import { supersede } from './supersede.ts';

/** No receiver can make farend wait for longer. A clock that was set back makes nothing wait longer. */
export const LONGEST_PAUSE_MS = 86_400_000;

const laneRow = z.object({ failures: z.int(), paused_until: z.int() });

/** The oldest of its group: a resolve does not overtake its firing. */
const NEXT = `SELECT place FROM outbox AS entry
  WHERE receiver = :receiver AND state = 'waiting' AND ${isFree}
    AND (due <= :now OR due > :now + ${LONGEST_PAUSE_MS})
    AND NOT EXISTS (SELECT 1 FROM outbox AS older WHERE older.receiver = entry.receiver
      AND older.group_key = entry.group_key AND older.state = 'waiting' AND older.place < entry.place)
  ORDER BY due, place LIMIT 1`;

export interface Pause {
  readonly reason: string;
  /** Of this notification. */
  readonly dueAt: number;
  /** Of the whole lane. */
  readonly pausedUntil: number;
}

export class LaneQueue {
  private readonly database: DatabaseSync;
  private readonly receiver: string;
  private readonly bounds: OutboxBounds;
  private readonly statements;

  constructor(database: DatabaseSync, receiver: string, onDropped: DroppedListener) {
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.database = database;
    this.receiver = receiver;
    this.bounds = new OutboxBounds(database, onDropped);
    this.statements = {
      lane: prepare('SELECT failures, paused_until FROM outbox_lane WHERE receiver = ?'),
      take: prepare(
        `UPDATE outbox SET lease_until = :now + ${LEASE_MS}, attempts = attempts + 1
         WHERE place = (${NEXT}) RETURNING *`,
      ),
      delete: prepare('DELETE FROM outbox WHERE place = ?'),
      release: prepare(
        'UPDATE outbox SET lease_until = 0, attempts = attempts - 1 WHERE place = ?',
      ),
      delay: prepare(
        'UPDATE outbox SET lease_until = 0, due = :due, last_error = :reason WHERE place = :place',
      ),
      bury: prepare(
        `UPDATE outbox SET lease_until = 0, state = 'dead', last_error = :reason WHERE place = :place`,
      ),
      newer: prepare(
        `SELECT * FROM outbox WHERE receiver = ? AND group_key = ? AND place > ? ORDER BY place LIMIT 1`,
      ),
      replace: prepare('UPDATE outbox SET body = ? WHERE place = ?'),
      succeed: prepare(
        'UPDATE outbox_lane SET failures = 0, paused_until = 0 WHERE receiver = ? AND failures > 0',
      ),
      fail: prepare(
        `INSERT INTO outbox_lane (receiver, failures, paused_until, dropped) VALUES (:receiver, 1, :until, 0)
         ON CONFLICT (receiver) DO UPDATE SET failures = failures + 1, paused_until = :until`,
      ),
    };
  }

  /** In a row, since something was delivered. */
  get failures(): number {
    return this.readLane().failures;
  }

  /** What is due, held by a lease from now on; undefined while there is nothing, or the lane pauses. */
  take(now: number): OutboxEntry | undefined {
    const { paused_until } = this.readLane();
    if (paused_until > now && paused_until <= now + LONGEST_PAUSE_MS) return undefined;
    const row = this.statements.take.get({ receiver: this.receiver, now });
    return row && readEntry(row);
  }

  /** The receiver has it. */
  complete({ place }: OutboxEntry): void {
    runTransaction(this.database, () => {
      this.statements.delete.run(place);
      this.statements.succeed.run(this.receiver);
    });
  }

  /** As if it had not been taken. */
  release({ place }: OutboxEntry): void {
    this.statements.release.run(place);
  }

  /** It is tried again. */
  delay(entry: OutboxEntry, { reason, dueAt, pausedUntil }: Pause): void {
    runTransaction(this.database, () => {
      const { place } = entry;
      if (!this.foldIntoNewer(entry)) this.statements.delay.run({ place, reason, due: dueAt });
      this.statements.fail.run({ receiver: this.receiver, until: pausedUntil });
    });
  }

  /** It is not tried again unless a person says so. */
  bury(entry: OutboxEntry, { reason, pausedUntil }: Omit<Pause, 'dueAt'>, now: number): void {
    runTransaction(this.database, () => {
      if (!this.foldIntoNewer(entry)) this.statements.bury.run({ place: entry.place, reason });
      this.statements.fail.run({ receiver: this.receiver, until: pausedUntil });
      this.bounds.keepDead(this.receiver, now);
    });
  }

  private readLane(): z.infer<typeof laneRow> {
    return laneRow.parse(
      this.statements.lane.get(this.receiver) ?? { failures: 0, paused_until: 0 },
    );
  }

  /** A newer one of its group came meanwhile: that one is told in its place. */
  private foldIntoNewer({ place, groupKey, body }: OutboxEntry): boolean {
    const row = this.statements.newer.get(this.receiver, groupKey, place);
    if (row === undefined) return false;
    const newer = readEntry(row);
    const [older, newest] = [parseNotification(body), parseNotification(newer.body)];
    const merged = older && newest && supersede(older, newest);
    if (merged === undefined) return false;
    this.statements.replace.run(JSON.stringify(merged), newer.place);
    this.statements.delete.run(place);
    return true;
  }
}
