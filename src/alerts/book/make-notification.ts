// A notification out of what there is to tell: the gravest first, bounded, with an id that follows from
// the state it was made from.

import { shortHash } from '../../base/short-hash.ts';
import { severities } from '../../diagnosis/finding.ts';
import type { Alert, Notification, NotifyReason } from '../alert.ts';
import type { Group } from './make-alert.ts';

/** Alerts in the notification of one group, and in a collection out of several. */
const MAX_ALERTS = 100;
const MAX_COLLECTED = 1_000;

const ID_DIGITS = 32;

/** A collection out of several groups. */
export const collection: Group = { groupKey: '{}', groupLabels: {} };

export interface NotificationParts extends Group {
  readonly receiver: string;
  readonly reason: NotifyReason;
  readonly alerts: readonly Alert[];
  /** What tells it from another with the same alerts: when the receiver was told of them before. */
  readonly after: string;
  readonly at: number;
}

export function makeNotification(parts: NotificationParts): Notification {
  const { receiver, reason, groupKey, groupLabels, at, after } = parts;
  const alerts = parts.alerts.toSorted(compareAlerts);
  const isFiring = alerts[0]?.status === 'firing';
  const bound = groupKey === collection.groupKey ? MAX_COLLECTED : MAX_ALERTS;
  const content = alerts.map(({ fingerprint, status }) => `${fingerprint} ${status}`);
  const origin = [receiver, reason, groupKey, after, ...content].join('\n');
  return {
    id: shortHash(origin, ID_DIGITS),
    receiver,
    reason,
    groupKey,
    groupLabels,
    status: isFiring ? 'firing' : 'resolved',
    alerts: alerts.slice(0, bound),
    truncatedAlerts: Math.max(0, alerts.length - bound),
    at,
  };
}

function compareAlerts(a: Alert, b: Alert): number {
  if (a.status !== b.status) return a.status === 'firing' ? -1 : 1;
  const graver = severities.indexOf(b.labels.severity) - severities.indexOf(a.labels.severity);
  return graver || a.startsAt - b.startsAt || (a.fingerprint < b.fingerprint ? -1 : 1);
}

/** An alert that says it is a test, as critical as any. */
export function makeTestNotification(
  receiver: string,
  runbookBase: string,
  nowMs: number,
): Notification {
  const groupLabels = { alertname: 'test' } as const;
  const alert: Alert = {
    fingerprint: shortHash(`test ${nowMs}`, 16),
    status: 'firing',
    labels: { alertname: 'test', severity: 'critical' },
    annotations: {
      summary: 'This is a test of farend: alerts reach you here.',
      description: 'Somebody asked farend for a test alert. Nothing is wrong.',
      evidence: '',
      remedy: '',
      runbook_url: runbookBase,
    },
    startsAt: nowMs,
    endsAt: 0,
  };
  return makeNotification({
    groupKey: '{alertname="test"}',
    groupLabels,
    receiver,
    reason: 'test',
    alerts: [alert],
    after: '',
    at: nowMs,
  });
}
