// The alert book: findings become alerts, and it decides who is told of them, when, and why not. Pure:
// the time comes with each call, and what is to be kept and sent goes back to the caller.

import type { Finding, FindingChange, FindingName } from '../diagnosis/finding.ts';
import type { Alert, AlertChange, Decision, Notification, Silence } from './alert.ts';
import { announceChanges } from './book/announce-changes.ts';
import { applyFinding, endAlert } from './book/apply-finding.ts';
import { type AlertBookOptions, RELEARN_MS } from './book/book-options.ts';
import { BookState } from './book/book-state.ts';
import { findDigestTime, tellDigest } from './book/daily-digest.ts';
import { decide } from './book/decide.ts';
import { tellFirstLook } from './book/first-look.ts';
import type { AlertState } from './book/kept-alert.ts';
import { fingerprintOf } from './book/make-alert.ts';
import { makeTestNotification } from './book/make-notification.ts';
import { Room } from './book/room.ts';
import { findSilence, makeSilence, type SilenceWish } from './book/silence-list.ts';
import type { StateChanges } from './book/state-changes.ts';
import { tellReceiver } from './book/tell-receiver.ts';
import type { Circumstances } from './book/why-quiet.ts';

/** What a tick came to: one transaction. */
export interface Outcome {
  readonly notifications: readonly Notification[];
  readonly changes: readonly AlertChange[];
  /** What is to be kept; undefined: nothing changed. */
  readonly kept: StateChanges | undefined;
}

export interface AlertView {
  readonly alert: Alert;
  /** One for each receiver, in the order of the file. */
  readonly decisions: readonly Decision[];
  /** The finding that explains it, so that it need not be told. */
  readonly explainedBy: FindingName | undefined;
  /** The id of a silence that holds it. */
  readonly silencedBy: string | undefined;
}

const MAX_SILENCES = 1_000;

export class AlertBook {
  private readonly options: AlertBookOptions;
  private readonly state: BookState;
  private readonly room: Room;
  private readonly unseen: Set<string>;
  private readonly unseenUntil: number;
  private readonly learnsUntil: number;

  /** @param kept from an earlier life, or `emptyState` */
  constructor(options: AlertBookOptions, kept: AlertState, nowMs: number) {
    this.options = options;
    this.state = new BookState(kept, new Set(options.receivers.map(({ name }) => name)));
    this.room = new Room(this.state);
    this.unseen = new Set(
      [...this.state.alerts]
        .filter(({ alert }) => alert.status === 'firing')
        .map(({ alert }) => alert.fingerprint),
    );
    this.unseenUntil = nowMs + RELEARN_MS;
    const { times } = this.state;
    const isFirst = times.firstStartAt === 0 || times.firstStartAt > nowMs;
    if (isFirst) this.state.times = { ...times, firstStartAt: nowMs };
    this.learnsUntil = this.state.times.firstStartAt + options.learnForMs;
  }

  /** Alerts that found no room. */
  get dropped(): number {
    return this.room.dropped;
  }

  /** All of it, for a file that was lost. */
  get kept(): AlertState {
    return this.state.kept;
  }

  /** What fires, as it was heard last: for the diagnosis, after a start. */
  *findings(): Iterable<Finding> {
    for (const { alert, finding } of this.state.alerts)
      if (alert.status === 'firing') yield finding;
  }

  apply(changes: readonly FindingChange[], nowMs: number): void {
    const mayAdd = (finding: Finding) => this.room.take(finding, nowMs);
    for (const change of changes) {
      this.unseen.delete(fingerprintOf(change.finding));
      applyFinding(this.state, change, this.options, mayAdd, nowMs);
    }
  }

  /** To be called at least every few seconds. */
  tick(nowMs: number): Outcome {
    this.endUnseen(nowMs);
    this.endSilences(nowMs);
    const notifications = this.tellFirst(nowMs);
    const circumstances = this.describe(nowMs);
    const changes = announceChanges(this.state, circumstances);
    for (const receiver of this.options.receivers)
      notifications.push(...tellReceiver(this.state, receiver, this.options, circumstances));
    notifications.push(...this.tellDaily(nowMs));
    this.room.tick(nowMs);
    return { notifications, changes, kept: this.state.takeChanges() };
  }

  /** What fires, and what ended lately, with the reason why each receiver is not told more now. */
  *alerts(nowMs: number): Iterable<AlertView> {
    const circumstances = this.describe(nowMs);
    for (const kept of this.state.alerts) {
      const decisions = this.options.receivers.map((receiver) =>
        decide(this.state, kept, receiver, this.options, circumstances),
      );
      const { alert, explainedBy } = kept;
      const silence = findSilence(circumstances.silences, alert.labels, nowMs);
      yield { alert, decisions, explainedBy, silencedBy: silence?.id };
    }
  }

  silences(): readonly Silence[] {
    return [...this.state.silences];
  }

  /**
   * Kept with the next tick.
   *
   * @returns undefined: there are 1,000 already
   */
  silence(silence: SilenceWish, nowMs: number): Silence | undefined {
    const silences = this.silences();
    if (silences.length >= MAX_SILENCES) return undefined;
    const made = makeSilence(silence, silences, nowMs);
    this.state.addSilence(made);
    return made;
  }

  /** @returns whether there was one */
  endSilence(id: string): boolean {
    return this.state.removeSilence(id);
  }

  /** One for each receiver, whatever its severity; nothing of it is kept. */
  makeTest(nowMs: number): readonly Notification[] {
    return this.options.receivers.map(({ name }) =>
      makeTestNotification(name, this.options.runbookBase, nowMs),
    );
  }

  private describe(nowMs: number): Circumstances {
    return {
      nowMs,
      silences: this.silences(),
      times: this.state.times,
      firstLookDueAt: this.firstLookDueAt,
      unseen: this.unseen,
      unseenUntil: this.unseenUntil,
    };
  }

  /** Not before it is known what of an earlier life is still there. */
  private get firstLookDueAt(): number {
    return this.unseen.size > 0 ? Math.max(this.learnsUntil, this.unseenUntil) : this.learnsUntil;
  }

  private endUnseen(nowMs: number): void {
    if (this.unseen.size === 0 || nowMs < this.unseenUntil) return;
    for (const fingerprint of this.unseen) {
      const kept = this.state.find(fingerprint);
      if (kept?.alert.status === 'firing') endAlert(this.state, kept, nowMs);
    }
    this.unseen.clear();
  }

  private endSilences(nowMs: number): void {
    for (const { id, endsAt } of this.silences()) if (endsAt <= nowMs) this.state.removeSilence(id);
  }

  private tellFirst(nowMs: number): Notification[] {
    const { times } = this.state;
    if (times.firstLookAt !== 0 || nowMs < this.firstLookDueAt) return [];
    this.state.times = { ...times, firstLookAt: nowMs, lastDigestAt: nowMs };
    if (this.options.learnForMs === 0) return [];
    return tellFirstLook(this.state, this.options, this.describe(nowMs));
  }

  private tellDaily(nowMs: number): Notification[] {
    const { times } = this.state;
    const isEarly = times.firstLookAt === 0 || this.unseen.size > 0;
    if (isEarly || times.lastDigestAt >= findDigestTime(nowMs)) return [];
    const notifications = tellDigest(this.state, this.options, this.describe(nowMs));
    this.state.times = { ...times, lastDigestAt: nowMs };
    return notifications;
  }
}
