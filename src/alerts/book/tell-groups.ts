// One receiver is told of one group, or of several in a collection, and that is noted for each.

import type { Severity } from '../../diagnosis/finding.ts';
import type { Alert, Notification, NotifyReason } from '../alert.ts';
import type { BookState } from './book-state.ts';
import { findCalmTime, type Intervals, type Outlook } from './group-outlook.ts';
import type { KeptAlert } from './kept-alert.ts';
import { collection, makeNotification } from './make-notification.ts';

export interface Telling extends Intervals {
  readonly receiver: string;
  readonly nowMs: number;
}

/** A message of its own for the group. */
export function tellGroup(state: BookState, outlook: Outlook, telling: Telling): Notification {
  const reason = findReason(outlook);
  note(state, outlook, telling, reason, false);
  return makeNotification({
    ...outlook.group,
    receiver: telling.receiver,
    reason,
    alerts: listAlerts(outlook),
    after: `${outlook.told?.toldAt ?? 0}`,
    at: telling.nowMs,
  });
}

/** One message for several groups. */
export function tellTogether(
  state: BookState,
  outlooks: readonly Outlook[],
  telling: Telling,
): Notification {
  return tellCollection(state, outlooks, telling, findCommonReason(outlooks), []);
}

/** @param info what is told with them, and of which no end is told */
export function tellCollection(
  state: BookState,
  outlooks: readonly Outlook[],
  telling: Telling,
  reason: NotifyReason,
  info: readonly KeptAlert[],
): Notification {
  for (const outlook of outlooks) note(state, outlook, telling, reason, true);
  return makeNotification({
    ...collection,
    receiver: telling.receiver,
    reason,
    alerts: [...outlooks.flatMap(listAlerts), ...info.map(({ alert }) => alert)],
    after: `${state.times.lastDigestAt} ${outlooks.map(({ told }) => told?.toldAt ?? 0).join(' ')}`,
    at: telling.nowMs,
  });
}

/** It is not known yet whether what is known and has ended will stay so: it is shown as firing. */
function listAlerts({ fresh, known, ended }: Outlook): Alert[] {
  return [
    ...[...fresh, ...known].map(({ alert }): Alert => ({ ...alert, status: 'firing', endsAt: 0 })),
    ...ended.map(({ alert }) => alert),
  ];
}

function findReason({ fresh, known, raised, ended }: Outlook): NotifyReason {
  if (fresh.length > 0)
    return known.length + ended.length === 0 ? 'first-notification' : 'new-alerts';
  if (raised.length > 0) return 'severity-raised';
  if (ended.length > 0) return known.length > 0 ? 'some-resolved' : 'all-resolved';
  return 'repeat-interval-elapsed';
}

function findCommonReason(outlooks: readonly Outlook[]): NotifyReason {
  const reasons = new Set(outlooks.map(findReason));
  const [reason = 'new-alerts'] = reasons;
  if (reasons.size <= 1) return reason;
  return outlooks.some(({ fresh }) => fresh.length > 0) ? 'new-alerts' : 'some-resolved';
}

function note(
  state: BookState,
  { group, told, fresh, raised, ended }: Outlook,
  telling: Telling,
  reason: NotifyReason,
  isCollection: boolean,
): void {
  const { receiver, nowMs } = telling;
  const firing: Record<string, Severity> = { ...told?.firing };
  for (const { alert } of [...fresh, ...raised]) firing[alert.fingerprint] = alert.labels.severity;
  for (const { alert } of ended) delete firing[alert.fingerprint];
  const isRepetition = reason === 'repeat-interval-elapsed';
  const isSoon = told !== undefined && nowMs - told.toldAt < findCalmTime(told, group, telling);
  const hasMessage = told !== undefined && Object.keys(told.firing).length > 0 && !told.isCollected;
  state.tell({
    groupKey: group.groupKey,
    receiver,
    toldAt: nowMs,
    succession: isSoon ? told.succession + (isRepetition ? 0 : 1) : 1,
    isCollected: isCollection && !hasMessage,
    firing,
  });
}

/** Whether its news can be told in a collection: it has no message of its own that would stay behind. */
export function isCollectable({ told }: Outlook): boolean {
  return told === undefined || told.isCollected || Object.keys(told.firing).length === 0;
}
