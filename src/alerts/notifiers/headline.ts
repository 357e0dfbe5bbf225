// What a notification is about, in one line of plain text: how grave, which finding, where, how many.

import type { Alert, Notification } from '../alert.ts';

/** `Warning: unreachable, Leeds (3 alerts)`. */
export function writeHeadline(notification: Notification): string {
  const { reason, status, truncatedAlerts } = notification;
  if (reason === 'test') return 'Test: messages from farend arrive here';
  const firing = notification.alerts.filter((alert) => alert.status === 'firing');
  const count = (status === 'firing' ? firing : notification.alerts).length + truncatedAlerts;
  const alerts = `${count} ${count === 1 ? 'alert' : 'alerts'}`;
  if (reason === 'first-look') return `First look: ${alerts}`;
  if (reason === 'daily-digest') return `Daily digest: ${alerts}`;
  const about = describeGroup(notification);
  return `${describeState(notification, firing)}: ${about === '' ? alerts : `${about} (${alerts})`}`;
}

function describeState({ status }: Notification, [first]: readonly Alert[]): string {
  if (status === 'resolved' || first === undefined) return 'Resolved';
  // The gravest stands first.
  const { severity } = first.labels;
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}

/** '' for a collection out of several groups. */
function describeGroup({ groupLabels }: Notification): string {
  return Object.values(groupLabels)
    .filter((value) => value !== '')
    .join(', ');
}
