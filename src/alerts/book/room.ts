// How many alerts the book keeps: phones by the thousand, strangers' by the thousand of a kind at most.
// What has ended goes first.

import type { Finding } from '../../diagnosis/finding.ts';
import type { BookState } from './book-state.ts';
import type { KeptAlert } from './kept-alert.ts';
import { groupOf, isOfStrangers } from './make-alert.ts';

const MAX_ALERTS = 20_000;
const MAX_OF_STRANGERS = 1_000;
/** Ended ones are kept for the digest's week, and to notice what comes back. */
const KEEP_ENDED_MS = 7 * 24 * 3_600_000;
const MAX_ENDED = 5_000;

const MAKE_ROOM_EVERY_MS = 60_000;

export class Room {
  private readonly state: BookState;
  private madeAt = 0;
  private droppedCount = 0;

  constructor(state: BookState) {
    this.state = state;
  }

  /** Alerts that found none. */
  get dropped(): number {
    return this.droppedCount;
  }

  /** Whether one more finds room; counted if not. */
  take(finding: Pick<Finding, 'name'>, nowMs: number): boolean {
    if (this.has(finding)) return true;
    if (nowMs !== this.madeAt) this.make(nowMs);
    if (this.has(finding)) return true;
    this.droppedCount += 1;
    return false;
  }

  tick(nowMs: number): void {
    if (Math.abs(nowMs - this.madeAt) >= MAKE_ROOM_EVERY_MS) this.make(nowMs);
  }

  private has({ name }: Pick<Finding, 'name'>): boolean {
    if (this.state.size >= MAX_ALERTS) return false;
    if (!isOfStrangers(name)) return true;
    const group = this.state.findGroup(groupOf({ alertname: name, severity: 'info' }));
    return (group?.alerts.size ?? 0) < MAX_OF_STRANGERS;
  }

  /** Forgets what ended long ago, and the oldest of what is too much; never what a receiver knows of. */
  private make(nowMs: number): void {
    const { state } = this;
    this.madeAt = nowMs;
    const ended = [...state.alerts]
      .filter((kept) => isForgettable(state, kept))
      .sort((a, b) => a.alert.endsAt - b.alert.endsAt);
    const surplus = ended.length - (state.size >= MAX_ALERTS ? 0 : MAX_ENDED);
    const strangers = new Map<string, number>();
    for (const [index, kept] of ended.entries()) {
      const isOld = nowMs - kept.alert.endsAt > KEEP_ENDED_MS;
      if (isOld || index < surplus || isTooMuch(state, kept, strangers)) state.remove(kept);
    }
  }
}

function isForgettable(state: BookState, kept: KeptAlert): boolean {
  const { alert, announced } = kept;
  return alert.status === 'resolved' && announced === undefined && !state.isTold(kept);
}

/** Half of the room for strangers is for those that still knock. */
function isTooMuch(state: BookState, kept: KeptAlert, seen: Map<string, number>): boolean {
  const { alertname } = kept.alert.labels;
  if (!isOfStrangers(alertname)) return false;
  const size = seen.get(alertname) ?? state.findGroup(kept)?.alerts.size ?? 0;
  seen.set(alertname, size - 1);
  return size > MAX_OF_STRANGERS / 2;
}
