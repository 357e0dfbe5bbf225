// A receiver that was away is told how things are now, not how they were: a newer notification of a
// group takes the place of an older one that still waits. What ended meanwhile stays in it.

import type { Notification } from '../alert.ts';

/** Alerts out of several groups, put together at one time. */
const NO_GROUP = '{}';
/** What is carried over does not make a notification longer than this. */
const MAX_ALERTS = 100;

/**
 * The newer one, with the alerts that only the older one says have ended: nobody has been told of them.
 * Undefined where each has to be told for itself: a first look, a digest, a test, a collection.
 */
export function supersede(older: Notification, newer: Notification): Notification | undefined {
  if (!isOfState(older) || !isOfState(newer)) return undefined;
  const told = new Set(newer.alerts.map(({ fingerprint }) => fingerprint));
  const ended = older.alerts.filter(
    ({ status, fingerprint }) => status === 'resolved' && !told.has(fingerprint),
  );
  const room = Math.max(0, MAX_ALERTS - newer.alerts.length);
  const isFirst = older.reason === 'first-notification' && newer.status === 'firing';
  return {
    ...newer,
    // The receiver has not heard of the group yet.
    reason: isFirst ? older.reason : newer.reason,
    alerts: [...newer.alerts, ...ended.slice(0, room)],
    truncatedAlerts: newer.truncatedAlerts + Math.max(0, ended.length - room),
  };
}

/** It says how its group is; others are news of one time. */
export function isOfState({ reason, groupKey }: Notification): boolean {
  const isNews = reason === 'first-look' || reason === 'daily-digest' || reason === 'test';
  return !isNews && groupKey !== NO_GROUP;
}
