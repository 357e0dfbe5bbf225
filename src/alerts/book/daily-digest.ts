// The daily digest: once a day, in the morning, one message with the info that came since the last one,
// for receivers that hear of warnings as they happen.

import type { Notification } from '../alert.ts';
import type { AlertBookOptions } from './book-options.ts';
import type { BookState } from './book-state.ts';
import type { KeptAlert } from './kept-alert.ts';
import { collection, makeNotification } from './make-notification.ts';
import { type Circumstances, whyQuiet } from './why-quiet.ts';

/** Of the morning, local time. */
const HOUR = 8;
/** The same finding about the same phone or address is not listed again for a week. */
const LISTED_AGAIN_MS = 7 * 24 * 3_600_000;

/** The last time at or before now when a digest was due. */
export function findDigestTime(nowMs: number): number {
  const time = new Date(nowMs);
  time.setHours(HOUR, 0, 0, 0);
  if (time.getTime() > nowMs) time.setDate(time.getDate() - 1);
  return time.getTime();
}

/** Nothing where there is nothing. */
export function tellDigest(
  state: BookState,
  { receivers }: Pick<AlertBookOptions, 'receivers'>,
  circumstances: Circumstances,
): Notification[] {
  const { nowMs } = circumstances;
  const after = `${state.times.lastDigestAt}`;
  const listed = new Set<KeptAlert>();
  const notifications = receivers.flatMap((receiver) => {
    const news = [...state.alerts].filter(
      (kept) =>
        isNews(kept, nowMs) &&
        whyQuiet(kept, receiver, circumstances)?.reason === 'held-for-digest',
    );
    for (const kept of news) listed.add(kept);
    if (news.length === 0) return [];
    const alerts = news.map(({ alert }) => alert);
    const parts = { ...collection, receiver: receiver.name, alerts, after, at: nowMs };
    return [makeNotification({ ...parts, reason: 'daily-digest' })];
  });
  noteDigested(state, listed, nowMs);
  return notifications;
}

/** What was listed, or ended before it could be, is in no later digest. */
export function noteDigested(state: BookState, alerts: Iterable<KeptAlert>, nowMs: number): void {
  for (const kept of [...alerts])
    if (kept.alert.labels.severity === 'info') state.keep({ ...kept, digestedAt: nowMs });
}

/** What has ended meanwhile is listed, too. */
function isNews({ digestedAt, foundAt }: KeptAlert, nowMs: number): boolean {
  return digestedAt === 0 || (digestedAt < foundAt && nowMs - digestedAt >= LISTED_AGAIN_MS);
}
