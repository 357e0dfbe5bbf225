// How much the outbox keeps, and for how long: a receiver that is gone for good fills no disk.

import type { DatabaseSync } from 'node:sqlite';

/** So many were given up for that receiver, since too many waited. */
export type DroppedListener = (receiver: string, count: number) => void;

/** Groups are findings of a site: hardly any farend has a hundred. */
const MAX_WAITING = 10_000;
const MAX_DEAD = 1_000;
const DAY_MS = 86_400_000;
export const TRIED_FOR_MS = 3 * DAY_MS;
const DEAD_FOR_MS = 14 * DAY_MS;

const TOO_OLD = 'not delivered within three days: retry it once the receiver is there again';

export class OutboxBounds {
  private readonly statements;
  private readonly onDropped: DroppedListener;

  constructor(database: DatabaseSync, onDropped: DroppedListener) {
    const dropOldest = (state: string) =>
      database.prepare(
        `DELETE FROM outbox WHERE place IN (
           SELECT place FROM outbox WHERE receiver = :receiver AND state = '${state}' AND lease_until <= :now
           ORDER BY place LIMIT max(0,
             (SELECT count(*) FROM outbox WHERE receiver = :receiver AND state = '${state}') - :most))`,
      );
    this.onDropped = onDropped;
    this.statements = {
      dropWaiting: dropOldest('waiting'),
      dropDead: dropOldest('dead'),
      count: database.prepare(
        `INSERT INTO outbox_lane (receiver, failures, paused_until, dropped) VALUES (:receiver, 0, 0, :count)
         ON CONFLICT (receiver) DO UPDATE SET dropped = dropped + :count`,
      ),
      bury: database.prepare(
        `UPDATE outbox SET state = 'dead', last_error = CASE last_error WHEN '' THEN :reason ELSE last_error END
         WHERE state = 'waiting' AND lease_until <= :now AND created < :oldest`,
      ),
      forget: database.prepare(`DELETE FROM outbox WHERE state = 'dead' AND created < ?`),
    };
  }

  /** The oldest that wait give way. */
  keepWaiting(receiver: string, now: number): void {
    this.tell(receiver, this.statements.dropWaiting.run({ receiver, now, most: MAX_WAITING }));
  }

  /** The oldest dead letters give way. */
  keepDead(receiver: string, now: number): void {
    this.tell(receiver, this.statements.dropDead.run({ receiver, now, most: MAX_DEAD }));
  }

  /** Receivers that the configuration no longer has are tried by nobody. */
  expire(now: number): void {
    this.statements.bury.run({ now, oldest: now - TRIED_FOR_MS, reason: TOO_OLD });
    this.statements.forget.run(now - DEAD_FOR_MS);
  }

  private tell(receiver: string, { changes }: { readonly changes: number | bigint }): void {
    const count = Number(changes);
    if (count === 0) return;
    this.statements.count.run({ receiver, count });
    this.onDropped(receiver, count);
  }
}
