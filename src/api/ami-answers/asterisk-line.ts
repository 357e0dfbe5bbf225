// Everything that goes to one Asterisk over AMI, each kind in its turn: answers, what is told unasked,
// AstDB.

import { isAppError } from '../../base/app-error.ts';
import type { DeviceRecord } from '../../correlation/device-record.ts';
import { AlertAnnouncements } from './alert-announcements.ts';
import { Announcements } from './announcements.ts';
import { AstDbMirror } from './astdb-mirror.ts';
import type { DiagnosisNames } from './format-status.ts';
import { type Pace, Pacer } from './pacer.ts';
import { QueryAnswers } from './query-answers.ts';
import type { AmiSender, EventHeaders, UserEvent } from './sender.ts';
import { formatHeaders } from './value-text.ts';

export interface AsteriskLineOptions {
  readonly ami: AmiSender;
  readonly mirrorsAstDb: boolean;
  readonly pace: Pace;
  find(endpoint: string): readonly DeviceRecord[];
  readonly diagnosis: DiagnosisNames;
  /** Of one endpoint, and of this Asterisk. */
  recordsOf(endpoint: string): readonly DeviceRecord[];
  onProblem(error: unknown): void;
  now(): number;
}

export class AsteriskLine {
  readonly queries: QueryAnswers;
  readonly announcements: Announcements;
  readonly alerts: AlertAnnouncements;
  private readonly options: AsteriskLineOptions;
  private readonly mirror: AstDbMirror | undefined;
  private readonly pacer: Pacer;

  constructor(options: AsteriskLineOptions) {
    const { ami, mirrorsAstDb, pace, find, diagnosis, recordsOf, now } = options;
    const send = ({ name, headers }: UserEvent): Promise<void> =>
      ami.sendUserEvent(name, formatHeaders(headers));
    this.options = options;
    this.queries = new QueryAnswers({ find, diagnosis, send, now });
    this.announcements = new Announcements(send, now);
    this.alerts = new AlertAnnouncements(send);
    this.mirror = mirrorsAstDb ? new AstDbMirror(ami, recordsOf) : undefined;
    const unasked = [this.alerts, this.announcements];
    const sources = [this.queries, ...unasked, ...(this.mirror ? [this.mirror] : [])];
    const listener = {
      isReady: () => ami.isUp,
      onFailure: (error: unknown) => this.fail(error),
    };
    this.pacer = new Pacer(sources, pace, listener, now);
  }

  get isUp(): boolean {
    return this.options.ami.isUp;
  }

  ask(headers: ReadonlyMap<string, string>): void {
    this.queries.ask(headers);
    this.wake();
  }

  /** Connected: AstDB is brought in step. */
  begin(endpoints: () => Iterable<string>): void {
    this.mirror?.begin(endpoints, this.options.now()).then(
      () => this.wake(),
      (error: unknown) => this.fail(error),
    );
    this.wake();
  }

  /** Disconnected: who asked hears nothing any more, and who listened nothing for a while. */
  end(): void {
    this.queries.clear();
    this.announcements.hold();
    this.mirror?.end();
  }

  touch(endpoint: string): void {
    this.mirror?.touch(endpoint);
  }

  /** Once a minute. */
  tell(alive: EventHeaders, nowMs: number): void {
    if (this.isUp) this.announcements.addAlive(alive);
    this.mirror?.tick(nowMs);
    this.wake();
  }

  /** Farend logs in again by itself where a permission is missing, and tells nobody. */
  resume(endpoints: () => Iterable<string>): void {
    if (this.isUp && this.mirror?.isReady === false) this.begin(endpoints);
  }

  wake(): void {
    this.pacer.wake();
  }

  stop(): void {
    this.pacer.stop();
    this.end();
    this.announcements.clear();
    this.alerts.clear();
  }

  /** The connection is gone; a no is about one thing only. */
  private fail(error: unknown): void {
    if (isAppError(error, 'AMI_UNREACHABLE')) this.end();
    else this.options.onProblem(error);
  }
}
