// What goes to one ARI application: the same user events that AMI clients hear unasked.

import { isAppError } from '../../base/app-error.ts';
import { AlertAnnouncements } from './alert-announcements.ts';
import { Announcements } from './announcements.ts';
import { type Pace, Pacer } from './pacer.ts';
import type { AriSender, EventHeaders, UserEvent } from './sender.ts';
import { formatHeaders } from './value-text.ts';

export interface ApplicationLineOptions {
  readonly application: string;
  readonly ari: AriSender;
  onProblem(error: unknown): void;
  now(): number;
}

/** Each event is an HTTP request. */
const PACE: Pace = { perSecond: 100, inFlight: 4 };

export class ApplicationLine {
  readonly announcements: Announcements;
  readonly alerts: AlertAnnouncements;
  private readonly ari: AriSender;
  private readonly pacer: Pacer;

  constructor({ application, ari, onProblem, now }: ApplicationLineOptions) {
    this.ari = ari;
    const send = ({ name, headers }: UserEvent): Promise<void> =>
      ari.sendUserEvent(application, name, formatHeaders(headers));
    this.announcements = new Announcements(send, now);
    this.alerts = new AlertAnnouncements(send);
    const listener = {
      isReady: () => this.isUp,
      onFailure: (error: unknown) => {
        if (isAppError(error, 'ARI_UNREACHABLE')) return;
        // Nobody is connected under that name, most of all: nobody waits for the rest.
        this.clear();
        onProblem(error);
      },
    };
    this.pacer = new Pacer([this.alerts, this.announcements], PACE, listener, now);
  }

  get isUp(): boolean {
    return this.ari.isUp;
  }

  /** Once a minute. */
  tell(alive: EventHeaders): void {
    if (this.isUp) this.announcements.addAlive(alive);
    this.wake();
  }

  wake(): void {
    this.pacer.wake();
  }

  stop(): void {
    this.pacer.stop();
    this.clear();
  }

  private clear(): void {
    this.announcements.clear();
    this.alerts.clear();
  }
}
