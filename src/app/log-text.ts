// A log line for a person: time, level, sentence, and the fields that the sentence does not hold.

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

/** @param line one JSON line of pino, line end included */
export function formatLogLine(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const name = (LEVELS[Number(level)] ?? String(level)).padEnd(5);
  const details = Object.entries(fields)
    .filter(([field]) => !HIDDEN.has(field))
    .map(([field, value]) => ` ${field}=${formatValue(value)}`)
    .join('');
  const text = `${clock} ${name} ${String(msg)}${details === '' ? '' : ` |${details}`}`;
  return `${escapeControl(text)}\n`;
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') return /[\s="]/.test(value) ? JSON.stringify(value) : value;
  return JSON.stringify(value);
}
