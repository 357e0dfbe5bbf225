// When snapshots are taken: one at a time, and once more when one was asked for meanwhile. What is
// heard of contacts during one is told again after it, since the lists may have been read before.

import type { AsteriskEvent } from '../asterisk-event.ts';
import type { AmiSession } from './ami-session.ts';
import { type AsteriskState, takeSnapshot } from './take-snapshot.ts';

interface SnapshotListener {
  onState(state: AsteriskState): void;
  /** A contact or peer event, for the second time. */
  onReplay(event: AsteriskEvent): void;
  onUnreadable(name: string): void;
  onFailure(error: unknown): void;
}

/** More than that changes in no snapshot: the next event of a contact puts it right. */
const MAX_HEARD = 10_000;

export class SnapshotKeeper {
  private readonly session: AmiSession;
  private readonly now: () => number;
  private readonly listener: SnapshotListener;
  private isTaking = false;
  private isWanted = false;
  private heard: AsteriskEvent[] = [];

  constructor(session: AmiSession, now: () => number, listener: SnapshotListener) {
    this.session = session;
    this.now = now;
    this.listener = listener;
  }

  request(): void {
    this.isWanted = true;
    if (!this.isTaking) this.takeAll().catch((error: unknown) => this.listener.onFailure(error));
  }

  note(event: AsteriskEvent): void {
    const isState = event.kind === 'contact' || event.kind === 'peer';
    if (this.isTaking && isState && this.heard.length < MAX_HEARD) this.heard.push(event);
  }

  private async takeAll(): Promise<void> {
    this.isTaking = true;
    try {
      while (this.isWanted) {
        this.isWanted = false;
        this.heard = [];
        const { session, now, listener } = this;
        const state = await takeSnapshot(session, now, (name) => listener.onUnreadable(name));
        if (state === undefined) continue;
        listener.onState(state);
        for (const event of this.heard) listener.onReplay(event);
      }
    } finally {
      this.isTaking = false;
    }
  }
}
