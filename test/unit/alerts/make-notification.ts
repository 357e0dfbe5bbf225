// Alerts and notifications of them: all that a test does not name has a usual value.

import type {
  Alert,
  AlertAnnotations,
  AlertLabels,
  Notification,
} from '../../../src/alerts/alert.ts';

export const NOW_MS = Date.UTC(2026, 10, 21, 17, 0, 0);

export interface AlertChanges extends Partial<Omit<Alert, 'labels' | 'annotations'>> {
  readonly labels?: Partial<AlertLabels>;
  readonly annotations?: Partial<AlertAnnotations>;
}

export function makeAlert({ labels, annotations, ...changes }: AlertChanges = {}): Alert {
  const endpoint = labels?.endpoint ?? '4001';
  return {
    fingerprint: `00000000000${endpoint}`.slice(-16).padStart(16, '0'),
    status: 'firing',
    labels: {
      alertname: 'unreachable',
      severity: 'warning',
      endpoint,
      aor: endpoint,
      site: 'Leeds',
      ...labels,
    },
    annotations: {
      summary: `Phone ${endpoint} is registered and does not answer`,
      description: 'Calls to it will not ring.',
      evidence: 'no answer to 3 OPTIONS since 16:58:12\nlast heard from 203.0.113.5:40112',
      remedy: 'Set the keep-alive of the phone to 30 s.',
      runbook_url: 'https://example.com/findings.md#unreachable',
      ...annotations,
    },
    startsAt: NOW_MS - 60_000,
    endsAt: 0,
    ...changes,
  };
}

/** A phone that is well again. */
export function makeResolved(endpoint: string, changes: AlertChanges = {}): Alert {
  return makeAlert({ labels: { endpoint }, status: 'resolved', endsAt: NOW_MS, ...changes });
}

let count = 0;

export function makeNotification(changes: Partial<Notification> = {}): Notification {
  count += 1;
  const alerts = changes.alerts ?? [makeAlert()];
  const isFiring = alerts.some(({ status }) => status === 'firing');
  return {
    id: `notification-${count}`,
    receiver: 'webhook-1',
    reason: isFiring ? 'new-alerts' : 'all-resolved',
    groupKey: '{alertname="unreachable", site="Leeds"}',
    groupLabels: { alertname: 'unreachable', site: 'Leeds' },
    status: isFiring ? 'firing' : 'resolved',
    alerts,
    truncatedAlerts: 0,
    at: NOW_MS,
    ...changes,
  };
}

/** Of a group of its own. */
export function makeGroupNotification(
  site: string,
  changes: Partial<Notification> = {},
): Notification {
  return makeNotification({
    groupKey: `{alertname="unreachable", site="${site}"}`,
    groupLabels: { alertname: 'unreachable', site },
    ...changes,
  });
}
