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

/** Whether one more finds room. */
export function hasRoom(state: BookState, { name }: Pick<Finding, 'name'>): boolean {
  if (state.size >= MAX_ALERTS) return false;
  if (!isOfStrangers(name)) return true;
  const group = state.findGroup(groupOf({ alertname: name, severity: 'info' }));
  return (group?.alerts.size ?? 0) < MAX_OF_STRANGERS;
}

/** Forgets what ended long ago, and the oldest of what is too much; never what a receiver knows of. */
export function makeRoom(state: BookState, nowMs: number): void {
  const ended = [...state.alerts]
    .filter((kept) => isForgettable(state, kept))
    .sort((a, b) => a.alert.endsAt - b.alert.endsAt);
  const isFull = state.size >= MAX_ALERTS;
  const surplus = ended.length - (isFull ? 0 : MAX_ENDED);
  const strangers = new Map<string, number>();
  ended.forEach((kept, index) => {
    const isOld = nowMs - kept.alert.endsAt > KEEP_ENDED_MS;
    if (isOld || index < surplus || isTooMuch(state, kept, strangers)) state.remove(kept);
  });
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
