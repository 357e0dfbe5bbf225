// Alerts that one receiver has not been sent yet: of each the latest state. They wait while it is away.

import type { AlertChange } from '../../alerts/alert.ts';
import { isAppError } from '../../base/app-error.ts';
import type { Delivery, DeliverySource } from './pacer.ts';
import type { EventHeaders, UserEvent } from './sender.ts';

/** More do not wait: the oldest gives way, and is counted. */
const MAX_WAITING = 10_000;

export class AlertAnnouncements implements DeliverySource {
  private readonly send: (event: UserEvent) => Promise<void>;
  /** Headers, by fingerprint. */
  private readonly waiting = new Map<string, EventHeaders>();
  private lostAlerts = 0;

  constructor(send: (event: UserEvent) => Promise<void>) {
    this.send = send;
  }

  /** Changes that this receiver was never told. */
  get lost(): number {
    return this.lostAlerts;
  }

  add(change: AlertChange): void {
    this.keep(change.alert.fingerprint, formatAlert(change));
  }

  /** Nobody is there, nor will hear of it later. */
  clear(): void {
    this.lostAlerts += this.waiting.size;
    this.waiting.clear();
  }

  next(): Delivery | undefined {
    const [first] = this.waiting;
    if (first === undefined) return undefined;
    const [fingerprint, headers] = first;
    this.waiting.delete(fingerprint);
    return () => this.sendAlert(fingerprint, headers);
  }

  /** What is lost with the connection is told again, unless there is news of it. */
  private async sendAlert(fingerprint: string, headers: EventHeaders): Promise<void> {
    try {
      await this.send({ name: 'FarendAlert', headers });
    } catch (error) {
      const isCut = isAppError(error, 'AMI_UNREACHABLE') || isAppError(error, 'ARI_UNREACHABLE');
      if (isCut && !this.waiting.has(fingerprint)) this.keep(fingerprint, headers);
      throw error;
    }
  }

  private keep(fingerprint: string, headers: EventHeaders): void {
    this.waiting.delete(fingerprint);
    this.waiting.set(fingerprint, headers);
    if (this.waiting.size <= MAX_WAITING) return;
    const [oldest] = this.waiting.keys();
    if (oldest !== undefined) this.waiting.delete(oldest);
    this.lostAlerts += 1;
  }
}

function formatAlert({ alert }: AlertChange): EventHeaders {
  const { status, labels, annotations, fingerprint, startsAt } = alert;
  return {
    Status: status,
    Alertname: labels.alertname,
    Severity: labels.severity,
    Endpoint: labels.endpoint ?? '',
    Site: labels.site ?? '',
    Fingerprint: fingerprint,
    StartsAt: new Date(startsAt).toISOString(),
    Summary: annotations.summary,
  };
}
