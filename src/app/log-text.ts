// A log line for a person: time, level, sentence, and the fields that the sentence does not hold; in systemd's
// journal without a time, which that has of its own.

import { escapeControl } from '../base/escape-control.ts';

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const HIDDEN = new Set(['level', 'time', 'msg', 'role', 'event']);

/** The levels of syslog(3), as sd-daemon(3) has them before a line. */
const PRIORITIES: readonly (readonly [level: number, priority: number])[] = [
  [60, 2],
  [50, 3],
  [40, 4],
  [30, 6],
];
const DEBUG = 7;

/** @param line one JSON line of pino, line end included */
export function formatLogLine(line: string): string {
  const { level, time, msg, ...fields } = parseLine(line);
  const clock = String(time).slice(11, 19);
  const name = (LEVELS[Number(level)] ?? String(level)).padEnd(5);
  return `${escapeControl(`${clock} ${name} ${String(msg)}${formatDetails(fields)}`)}\n`;
}

/** The same for the journal: `journalctl -p warning` knows the level. */
export function formatJournalLine(line: string): string {
  const { level, time: _, msg, role, ...fields } = parseLine(line);
  const priority = PRIORITIES.find(([least]) => Number(level) >= least)?.[1] ?? DEBUG;
  const text = `${String(role)}: ${String(msg)}${formatDetails(fields)}`;
  return `<${priority}>${escapeControl(text)}\n`;
}

function parseLine(line: string): Record<string, unknown> {
  return JSON.parse(line) as Record<string, unknown>;
}

function formatDetails(fields: Readonly<Record<string, unknown>>): string {
  const details = Object.entries(fields)
    .filter(([field]) => !HIDDEN.has(field))
    .map(([field, value]) => ` ${field}=${formatValue(value)}`)
    .join('');
  return details === '' ? '' : ` |${details}`;
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') return /[\s="]/.test(value) ? JSON.stringify(value) : value;
  return JSON.stringify(value);
}
