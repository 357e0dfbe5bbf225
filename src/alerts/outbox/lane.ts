// One receiver's deliveries, one at a time: another receiver's silence does not hold them up, nor does
// a notification that this receiver does not take hold up its other groups.

import { isAppError } from '../../base/app-error.ts';
import type { DeliveryOutcome, Notifier } from '../notifiers/notifier.ts';
import { type LaneQueue, LONGEST_PAUSE_MS } from './lane-queue.ts';
import { parseNotification } from './notification-json.ts';
import { LEASE_MS } from './outbox.ts';
import { TRIED_FOR_MS } from './outbox-bounds.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import { drawRetryDelay } from './retry-delay.ts';

export interface LaneListener {
  /** @param wasFailing it had not taken anything for a while */
  onDelivered(entry: OutboxEntry, wasFailing: boolean): void;
  /** It is tried again. @param failures in a row, of this receiver */
  onDelayed(entry: OutboxEntry, reason: string, failures: number): void;
  /** It is not tried again unless a person says so. */
  onDead(entry: OutboxEntry, reason: string): void;
  /** The file cannot be written, or farend has a fault of its own. */
  onTrouble(error: unknown): void;
}

export interface LaneOptions {
  readonly notifier: Notifier;
  readonly queue: LaneQueue;
  /** Milliseconds since 1970. */
  now(): number;
  /** 0 to 1. */
  random(): number;
  readonly listener: LaneListener;
}

export class Lane {
  private readonly options: LaneOptions;
  private readonly ending = new AbortController();
  private delivery: Promise<void> | undefined;
  private startedAt = 0;
  /** What became of the last delivery, where it could not be written down. */
  private unsettled: (() => void) | undefined;

  constructor(options: LaneOptions) {
    this.options = options;
  }

  /** A delivery should have ended long ago. */
  isStuck(now: number): boolean {
    return this.delivery !== undefined && Math.abs(now - this.startedAt) > LEASE_MS;
  }

  /**
   * Begins a delivery when one is due and none is under way.
   *
   * @throws an error of SQLite
   */
  turn(): void {
    if (this.delivery !== undefined || this.ending.signal.aborted) return;
    this.unsettled?.();
    this.unsettled = undefined;
    const now = this.options.now();
    const entry = this.options.queue.take(now);
    if (entry === undefined) return;
    this.startedAt = now;
    this.delivery = this.deliver(entry).finally(() => {
      this.delivery = undefined;
      this.goOn();
    });
  }

  /** What is under way is given up, and tried again in the next life. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.delivery;
  }

  private async deliver(entry: OutboxEntry): Promise<void> {
    const outcome = await this.attempt(entry);
    const settle = () => this.settle(entry, outcome);
    try {
      settle();
    } catch (error) {
      this.unsettled = settle;
      this.options.listener.onTrouble(error);
    }
  }

  private async attempt({ body }: OutboxEntry): Promise<DeliveryOutcome> {
    const notification = parseNotification(body);
    if (notification === undefined)
      return { kind: 'refused', reason: 'it cannot be read: another farend may have written it' };
    try {
      return await this.options.notifier.deliver(notification, this.ending.signal);
    } catch (error) {
      if (isAppError(error)) return { kind: 'retry', reason: error.message };
      this.options.listener.onTrouble(error);
      return { kind: 'retry', reason: 'farend failed by itself: see its log' };
    }
  }

  private settle(entry: OutboxEntry, outcome: DeliveryOutcome): void {
    const { queue, listener } = this.options;
    if (outcome.kind === 'delivered') {
      const wasFailing = queue.failures > 0;
      queue.complete(entry);
      listener.onDelivered(entry, wasFailing);
    } else if (this.ending.signal.aborted) queue.release(entry);
    else if (outcome.kind === 'refused') this.bury(entry, outcome.reason);
    else if (this.isTooOld(entry)) this.bury(entry, `given up after three days: ${outcome.reason}`);
    else this.delay(entry, outcome);
  }

  private bury(entry: OutboxEntry, reason: string): void {
    const { queue, listener, random, now } = this.options;
    const pausedUntil = now() + drawRetryDelay(queue.failures + 1, random);
    queue.bury(entry, { reason, pausedUntil }, now());
    listener.onDead(entry, reason);
  }

  private delay(
    entry: OutboxEntry,
    { reason, afterMs = 0 }: Extract<DeliveryOutcome, { kind: 'retry' }>,
  ): void {
    const { queue, listener, random, now } = this.options;
    const failures = queue.failures + 1;
    const askedMs = Math.min(afterMs, LONGEST_PAUSE_MS);
    const dueAt = now() + Math.max(askedMs, drawRetryDelay(entry.attempts, random));
    const pausedUntil = now() + Math.max(askedMs, drawRetryDelay(failures, random));
    queue.delay(entry, { reason, dueAt, pausedUntil });
    listener.onDelayed(entry, reason, failures);
  }

  private isTooOld({ createdAt }: OutboxEntry): boolean {
    return this.options.now() - createdAt >= TRIED_FOR_MS;
  }

  private goOn(): void {
    try {
      this.turn();
    } catch (error) {
      this.options.listener.onTrouble(error);
    }
  }
}
