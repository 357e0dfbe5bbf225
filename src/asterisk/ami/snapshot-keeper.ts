// When snapshots are taken: one at a time, and once more when one was asked for meanwhile; not sooner
// than Asterisk has had its time for phones, and after a failure ever later. Each has a connection of
// its own: AMI answers one action after the other, and events and pings would wait behind a long list.
// What is heard of contacts while they are listed is told again afterwards: the list may be older.

import type { AsteriskEvent } from '../asterisk-event.ts';
import type { Backoff } from '../backoff.ts';
import type { AmiSession, SessionListener } from './ami-session.ts';
import { Ask, readCommands } from './ask.ts';
import { openSession } from './open-session.ts';
import { Pace } from './pace.ts';
import { KnownDetails } from './pjsip-details.ts';
import { type AsteriskState, type SnapshotSink, takeSnapshot } from './take-snapshot.ts';

interface KeeperListener extends Omit<SnapshotSink, 'isOutdated'> {
  /** A contact or peer event, for the second time. */
  onReplay(event: AsteriskEvent): void;
  /** A snapshot was taken to its end. */
  onWhole(): void;
  onFailure(error: unknown, againMs: number): void;
}

interface KeeperOptions {
  readonly connect: (listener: SessionListener) => AmiSession;
  readonly backoff: Backoff;
  /** Of Asterisk's time, above 0, at most 1. */
  readonly share: number;
  readonly now: () => number;
}

/** More than that changes in no snapshot: the next event of a contact puts it right. */
const MAX_HEARD = 10_000;

export class SnapshotKeeper {
  private readonly options: KeeperOptions;
  private readonly listener: KeeperListener;
  private readonly known = new KnownDetails();
  /** Undefined while none is taken. */
  private abort: AbortController | undefined;
  private isConnected = false;
  private isWanted = false;
  private notBefore = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Undefined while no contacts are listed. */
  private heard: AsteriskEvent[] | undefined;

  constructor(options: KeeperOptions, listener: KeeperListener) {
    this.options = options;
    this.listener = listener;
  }

  /** Asterisk can be asked from now on. */
  resume(): void {
    this.isConnected = true;
    this.isWanted = false;
  }

  /** Asterisk cannot be asked any more. */
  pause(): void {
    this.isConnected = false;
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  request(): void {
    this.isWanted = true;
    this.schedule();
  }

  /** Asterisk has read its settings again. */
  requestAfterReload(): void {
    this.known.noteReload();
    this.request();
  }

  note(event: AsteriskEvent): void {
    const isState = event.kind === 'contact' || event.kind === 'peer';
    if (isState && this.heard !== undefined && this.heard.length < MAX_HEARD)
      this.heard.push(event);
  }

  private schedule(): void {
    if (!this.isWanted || !this.isConnected || this.abort !== undefined) return;
    clearTimeout(this.timer);
    const delayMs = Math.max(0, this.notBefore - performance.now());
    this.timer = setTimeout(() => void this.take(), delayMs);
  }

  private async take(): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    this.isWanted = false;
    this.heard = [];
    try {
      const restMs = await this.takeOne(abort.signal);
      this.options.backoff.reset();
      this.notBefore = performance.now() + restMs;
      this.listener.onWhole();
    } catch (error) {
      const againMs = this.options.backoff.next();
      this.notBefore = performance.now() + againMs;
      this.isWanted = true;
      if (!abort.signal.aborted) this.listener.onFailure(error, againMs);
    } finally {
      abort.abort();
      this.abort = undefined;
      this.heard = undefined;
      this.schedule();
    }
  }

  /** @returns how long nothing should be asked now, ms */
  private async takeOne(signal: AbortSignal): Promise<number> {
    const session = await this.open(signal);
    const pace = new Pace(this.options.share, signal);
    // Each time: modules come and go.
    const ask = new Ask(session, await readCommands(session), pace);
    await takeSnapshot(ask, this.options.now, this.known, {
      onState: (state) => this.tell(state),
      onUnreadable: (name) => this.listener.onUnreadable(name),
      isOutdated: () => this.isWanted,
    });
    return pace.restMs;
  }

  private open(signal: AbortSignal): Promise<AmiSession> {
    const { connect, backoff } = this.options;
    return openSession(connect, signal, (_reason, isLoginRefused) => {
      if (isLoginRefused) backoff.slowDown();
    });
  }

  private tell(state: AsteriskState): void {
    this.listener.onState(state);
    if (state.contacts === undefined) return;
    for (const event of this.heard ?? []) this.listener.onReplay(event);
    this.heard = undefined;
  }
}
