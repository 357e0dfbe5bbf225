// When snapshots are taken: one at a time, and once more when one was asked for meanwhile. What is
// heard of contacts during one is told again after it, since the lists may have been read before.

import type { AsteriskEvent } from '../asterisk-event.ts';
import type { AmiSession } from './ami-session.ts';
import type { KnownDetails } from './pjsip-snapshot.ts';
import { type SnapshotSink, takeSnapshot } from './take-snapshot.ts';

interface SnapshotListener extends SnapshotSink {
  /** A contact or peer event, for the second time. */
  onReplay(event: AsteriskEvent): void;
  onFailure(error: unknown): void;
}

/** More than that changes in no snapshot: the next event of a contact puts it right. */
const MAX_HEARD = 10_000;

export class SnapshotKeeper {
  private readonly session: AmiSession;
  private readonly now: () => number;
  private readonly known: KnownDetails;
  private readonly listener: SnapshotListener;
  private isTaking = false;
  private isWanted = false;
  private heard: AsteriskEvent[] = [];

  /** @param known outlives the session */
  constructor(
    session: AmiSession,
    now: () => number,
    known: KnownDetails,
    listener: SnapshotListener,
  ) {
    this.session = session;
    this.now = now;
    this.known = known;
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
        await takeSnapshot(this.session, this.now, this.known, {
          onState: (state) => {
            this.listener.onState(state);
            for (const event of this.heard) this.listener.onReplay(event);
          },
          onUnreadable: (name) => this.listener.onUnreadable(name),
        });
      }
    } finally {
      this.isTaking = false;
    }
  }
}
