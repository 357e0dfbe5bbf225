// Each alert that begins or ends, as a line of the log.

import type { Logger } from 'pino';
import type { AlertChange } from '../alert.ts';

const levels = { critical: 'error', warning: 'warn', info: 'info' } as const;

/** What has ended is worth an `info`, however grave it was. */
export function logAlertChange({ alert }: AlertChange, log: Logger): void {
  const { status, fingerprint, labels, annotations, startsAt } = alert;
  const level = status === 'firing' ? levels[labels.severity] : 'info';
  const since = new Date(startsAt).toISOString();
  const ended = status === 'resolved' ? 'resolved: ' : '';
  log[level](
    { event: 'alert', status, ...labels, fingerprint, startsAt: since },
    `${ended}${annotations.summary}`,
  );
}
