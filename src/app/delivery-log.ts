// What the log says of deliveries and of the heartbeat: failures once, until it works again.

import type { Logger } from 'pino';
import type { HeartbeatListener } from '../alerts/heartbeat.ts';
import type { LaneListener } from '../alerts/outbox/lane.ts';
import type { OutboxEntry } from '../alerts/outbox/outbox-entry.ts';
import { isAppError } from '../base/app-error.ts';
import { RepeatFilter } from './repeat-filter.ts';

export class DeliveryLog implements LaneListener, HeartbeatListener {
  private readonly log: Logger;
  private readonly repeats = new RepeatFilter();

  constructor(log: Logger) {
    this.log = log;
  }

  onDelivered(entry: OutboxEntry, wasFailing: boolean): void {
    const { receiver } = entry;
    if (wasFailing)
      this.log.info({ event: 'receiver-recovered', receiver }, `${receiver} takes messages again`);
    this.log.debug(describe('notification-delivered', entry), `${receiver} was told`);
  }

  onDelayed(entry: OutboxEntry, reason: string, failures: number): void {
    const { receiver } = entry;
    this.log[failures === 1 ? 'warn' : 'debug'](
      { ...describe('notification-delayed', entry), failures },
      `${receiver} could not be told, and will be later: ${reason}`,
    );
  }

  onDead(entry: OutboxEntry, reason: string): void {
    const { receiver } = entry;
    this.log.error(
      describe('notification-dead', entry),
      `${receiver} was not told, and will not be unless somebody retries it: ${reason}`,
    );
  }

  onDropped(receiver: string, count: number): void {
    this.log.error(
      { event: 'notifications-dropped', receiver, count },
      `${count} messages for ${receiver} were given up, since too many wait`,
    );
  }

  /** The file of the alerts cannot be used, or farend has a fault of its own. */
  onTrouble(error: unknown): void {
    const { message } = error as Error;
    const repeated = this.repeats.admit(message, Date.now());
    if (repeated === undefined) return;
    if (isAppError(error))
      this.log.error({ event: 'alerts-trouble', repeated, code: error.code }, message);
    else this.log.error({ event: 'unexpected', repeated, err: error }, 'alerts cannot be told');
  }

  onWithheld(reason: string): void {
    this.log.error({ event: 'heartbeat-withheld' }, `the heartbeat stops: ${reason}`);
  }

  onFailed(reason: string): void {
    this.log.warn({ event: 'heartbeat-failed' }, `the heartbeat arrives nowhere: ${reason}`);
  }

  onRecovered(): void {
    this.log.info({ event: 'heartbeat-recovered' }, 'the heartbeat is there again');
  }
}

function describe(event: string, { receiver, id, groupKey, attempts }: OutboxEntry) {
  return { event, receiver, notification: id, group: groupKey, attempts };
}
