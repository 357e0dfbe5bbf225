// Delivers what is in the outbox: a lane for each receiver, all of them looked after twice a second.

import type { DatabaseSync } from 'node:sqlite';
import type { Notifier } from '../notifiers/notifier.ts';
import { Lane, type LaneListener } from './lane.ts';
import { LaneQueue } from './lane-queue.ts';
import type { Outbox } from './outbox.ts';
import type { DroppedListener } from './outbox-bounds.ts';

const EXPIRED_EVERY_MS = 3_600_000;

export interface OutboxWorkerOptions {
  /** The file in which the outbox is. */
  readonly database: DatabaseSync;
  readonly outbox: Outbox;
  readonly notifiers: readonly Notifier[];
  /** Milliseconds since 1970. */
  now(): number;
  /** 0 to 1. */
  random(): number;
  readonly listener: LaneListener & { readonly onDropped: DroppedListener };
}

export class OutboxWorker {
  private readonly options: OutboxWorkerOptions;
  private readonly lanes: readonly Lane[];
  private expiredAt = Number.NEGATIVE_INFINITY;
  private turnAt: number;

  constructor(options: OutboxWorkerOptions) {
    const { database, notifiers, now, random, listener } = options;
    this.options = options;
    this.turnAt = now();
    this.lanes = notifiers.map((notifier) => {
      const queue = new LaneQueue(database, notifier.receiver, listener.onDropped);
      return new Lane({ notifier, queue, now, random, listener });
    });
  }

  /** About twice a second; never throws. */
  tick(): void {
    const now = this.options.now();
    try {
      this.expire(now);
      for (const lane of this.lanes) lane.turn();
      this.turnAt = now;
    } catch (error) {
      this.options.listener.onTrouble(error);
    }
  }

  /**
   * What is due is being delivered, or was refused by its receiver. False when the file has not been
   * readable and writable for as long as that, or a delivery does not end.
   */
  isMoving(withinMs: number): boolean {
    const now = this.options.now();
    return Math.abs(now - this.turnAt) <= withinMs && !this.lanes.some((lane) => lane.isStuck(now));
  }

  private expire(now: number): void {
    if (Math.abs(now - this.expiredAt) < EXPIRED_EVERY_MS) return;
    this.options.outbox.expire();
    this.expiredAt = now;
  }

  async stop(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.stop()));
  }
}
