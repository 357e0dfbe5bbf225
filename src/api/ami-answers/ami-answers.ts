// What farend says to those who speak with Asterisk: answers to the user event FarendQuery, changes of
// NAT class and verdict, alerts, a sign of life each minute, and AstDB. Everything goes out paced.

import type { AlertChange } from '../../alerts/alert.ts';
import type { RecordChange } from '../../correlation/device-record.ts';
import type { CompanionView } from '../companion-view.ts';
import type { NatChange } from './announcements.ts';
import { ApplicationLine } from './application-line.ts';
import { AsteriskLine } from './asterisk-line.ts';
import { EndpointRecords } from './endpoint-records.ts';
import type { DiagnosisNames } from './format-status.ts';
import { takeChanges } from './nat-change.ts';
import type { Pace } from './pacer.ts';
import { RepeatedProblems } from './repeated-problems.ts';
import type { AmiSender, AriSender, EventHeaders } from './sender.ts';

export interface AmiAnswersOptions {
  readonly view: Pick<CompanionView, 'find' | 'size' | 'health'>;
  readonly diagnosis: DiagnosisNames;
  readonly asterisks: readonly AnsweringAsterisk[];
  /** ARI applications that are told of changes, too. */
  readonly applications?: readonly InformedApplication[];
  readonly version: string;
  /** A sentence for the log. */
  onProblem(sentence: string): void;
  /** Milliseconds since 1970. */
  now(): number;
  readonly pace?: Pace;
}

export interface AnsweringAsterisk {
  readonly name: string;
  readonly ami: AmiSender;
  readonly mirrorsAstDb: boolean;
}

export interface InformedApplication {
  readonly name: string;
  /** The name of its Asterisk. */
  readonly asterisk: string;
  readonly ari: AriSender;
}

/** Who is told of a change: one Asterisk, or an application there. */
interface Receiver {
  readonly asterisk: string;
  readonly line: AsteriskLine | ApplicationLine;
}

/** Other AMI clients of that Asterisk read all of it, too: about 0.7 MB a second at most. */
const DEFAULT_PACE: Pace = { perSecond: 1_000, inFlight: 16 };
const ALIVE_MS = 60_000;

export class AmiAnswers {
  private readonly options: AmiAnswersOptions;
  private readonly records = new EndpointRecords();
  private readonly problems: RepeatedProblems;
  /** By the name of the Asterisk. */
  private readonly lines: ReadonlyMap<string, AsteriskLine>;
  private readonly receivers: readonly Receiver[];
  private aliveAt = Number.NEGATIVE_INFINITY;

  constructor(options: AmiAnswersOptions) {
    this.options = options;
    this.problems = new RepeatedProblems(options.onProblem, options.now);
    this.lines = new Map(options.asterisks.map((asterisk) => [asterisk.name, this.open(asterisk)]));
    this.receivers = [
      ...[...this.lines].map(([asterisk, line]) => ({ asterisk, line })),
      ...(options.applications ?? []).map((application) => this.inform(application)),
    ];
  }

  /** A user event, of anybody; only FarendQuery is meant for us. Names of headers in lower case. */
  onUserEvent(asterisk: string, name: string, headers: ReadonlyMap<string, string>): void {
    if (name.toLowerCase() === 'farendquery') this.lines.get(asterisk)?.ask(headers);
  }

  /** In the order in which they happened. */
  onChanges(changes: readonly RecordChange[]): void {
    const { endpoints, natChanges } = takeChanges(changes, this.records);
    for (const line of this.lines.values()) for (const endpoint of endpoints) line.touch(endpoint);
    for (const change of natChanges) this.announce(change);
    for (const { line } of this.receivers) line.wake();
  }

  /** At the Asterisk that it is about; at each one where it is about none. */
  onAlertChange(change: AlertChange): void {
    const { asterisk: concerned = '' } = change.alert.labels;
    for (const { asterisk, line } of this.receivers) {
      if (concerned !== '' && concerned !== asterisk) continue;
      line.alerts.add(change);
      line.wake();
    }
  }

  /** Logged in to that Asterisk, for the first time or again. */
  onUp(asterisk: string): void {
    this.records.replace(this.options.view.find('*'));
    this.hold(asterisk);
    this.lines.get(asterisk)?.begin(() => this.records.endpoints());
  }

  /** That Asterisk has said what contacts it has: what is known of its devices is as it is. */
  onSnapshot(asterisk: string): void {
    for (const { line, asterisk: name } of this.receivers) {
      if (name !== asterisk) continue;
      line.announcements.release();
      line.wake();
    }
  }

  /** The connection to that Asterisk is gone. */
  onDown(asterisk: string): void {
    this.hold(asterisk);
    this.lines.get(asterisk)?.end();
  }

  /** About once a second. */
  tick(nowMs: number): void {
    for (const { line } of this.receivers) line.wake();
    // A clock that was set back does not make the minute longer.
    if (Math.abs(nowMs - this.aliveAt) < ALIVE_MS) return;
    this.aliveAt = nowMs;
    for (const line of this.lines.values()) line.resume(() => this.records.endpoints());
    const alive = this.formatAlive();
    for (const { asterisk, line } of this.receivers) {
      const lost = line.announcements.lost + line.alerts.lost;
      line.tell({ Asterisk: asterisk, ...alive, Lost: String(lost) }, nowMs);
    }
  }

  stop(): void {
    for (const { line } of this.receivers) line.stop();
  }

  /** At the Asterisk of the device; at each one where that is not known. */
  private announce(change: NatChange): void {
    for (const { asterisk, line } of this.receivers) {
      const isConcerned = change.asterisk === '' || change.asterisk === asterisk;
      if (isConcerned) line.announcements.addChange(change);
    }
  }

  private hold(asterisk: string): void {
    for (const { line, asterisk: name } of this.receivers)
      if (name === asterisk) line.announcements.hold();
  }

  private formatAlive(): EventHeaders {
    const { view, version } = this.options;
    const { startedAt, proxy } = view.health();
    return {
      Version: version,
      StartedAt: new Date(startedAt).toISOString(),
      Devices: String(view.size),
      Proxy: proxy.isUp ? 'up' : 'down',
    };
  }

  private inform({ name, asterisk, ari }: InformedApplication): Receiver {
    const receiver = `${asterisk}, ARI application ${name}`;
    const line = new ApplicationLine({
      application: name,
      ari,
      onProblem: (error) => this.problems.tell(receiver, error),
      now: this.options.now,
    });
    return { asterisk, line };
  }

  private open({ name, ami, mirrorsAstDb }: AnsweringAsterisk): AsteriskLine {
    const { view, diagnosis, now, pace = DEFAULT_PACE } = this.options;
    return new AsteriskLine({
      ami,
      mirrorsAstDb,
      pace,
      now,
      find: (endpoint) => view.find(endpoint),
      diagnosis,
      recordsOf: (endpoint) =>
        this.records.isKnown(endpoint)
          ? this.records.of(endpoint).filter(({ asterisk }) => asterisk === name)
          : [],
      onProblem: (error) => this.problems.tell(name, error),
    });
  }
}
