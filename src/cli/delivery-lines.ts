// What waits to be delivered, and what is not tried again unless a person says so.

import type { NotificationList } from '../api/http/alert-schema.ts';
import { escapeControl } from '../base/escape-control.ts';
import { formatTime } from './page-lines.ts';
import type { Terminal } from './terminal.ts';

type Entry = NotificationList['notifications'][number];

/** Of each receiver; more is in `--json`. */
const MAX_LINES = 10;

export function formatDeliveries(
  terminal: Terminal,
  { receivers, notifications }: NotificationList,
): string[] {
  return receivers.flatMap((summary) => {
    const { receiver } = summary;
    const own = notifications.filter((entry) => entry.receiver === receiver);
    return [
      formatSummary(summary),
      ...own.slice(0, MAX_LINES).map((entry) => formatEntry(terminal, entry)),
      ...(own.length > MAX_LINES ? [`  and ${own.length - MAX_LINES} more`] : []),
    ];
  });
}

function formatSummary(summary: NotificationList['receivers'][number]): string {
  const { receiver, minSeverity, waiting, dead, dropped, oldestWaitingAt } = summary;
  const parts = [
    ...(waiting > 0 ? [`${waiting} wait, the oldest since ${formatTime(oldestWaitingAt)}`] : []),
    ...(dead > 0 ? [`${dead} given up`] : []),
    ...(dropped > 0 ? [`${dropped} dropped because too many waited`] : []),
  ];
  return `${receiver}, from ${minSeverity} on: ${parts.join(', ') || 'nothing waits'}`;
}

function formatEntry(terminal: Terminal, entry: Entry): string {
  const { id, groupKey, state, dueAt, attempts, lastError } = entry;
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  const error = lastError === null ? '' : `, ${lastError}`;
  const next =
    state === 'dead'
      ? `given up after ${tries}${error}; again with: farend alerts retry ${id}`
      : `next at ${formatTime(dueAt)} after ${tries}${error}`;
  const text = `  ${groupKey}: ${next}`;
  return terminal.paint(state === 'dead' ? 'red' : 'yellow', escapeControl(text));
}
