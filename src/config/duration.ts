// Durations as people write them: a whole number and one unit, `250ms`, `30s`, `5m`, `4h`, `14d`.

import { Complaint, quote } from './complaint.ts';

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Ten years: what is longer is a typing error. */
const LONGEST_MS = 3650 * unitMs.d;

function isUnit(text: string): text is keyof typeof unitMs {
  return Object.hasOwn(unitMs, text);
}

/** Milliseconds; a Complaint for a bare number, an unknown unit, or what is beyond the limits. */
export function parseDuration(
  text: string,
  shortestMs = 0,
  longestMs = LONGEST_MS,
): number | Complaint {
  const [, digits = '', gap = '', unit = ''] = /^(\d{1,15})( *)([A-Za-z]*)$/.exec(text) ?? [];
  if (digits === '') return new Complaint(`${quote(text)} is not a duration`, writeSuch);
  if (unit === '')
    return new Complaint(`${quote(text)} has no unit`, `write ${digits}s or ${digits}m`);
  if (!isUnit(unit) || gap !== '') {
    return new Complaint(`${quote(text)} is not a duration`, cureFor(digits, unit.toLowerCase()));
  }
  const ms = Number(digits) * unitMs[unit];
  if (ms > longestMs) {
    return new Complaint(
      `${quote(text)} is too long`,
      `write at most ${formatDuration(longestMs)}`,
    );
  }
  if (ms < shortestMs) {
    return new Complaint(
      `${quote(text)} is too short`,
      `write at least ${formatDuration(shortestMs)}`,
    );
  }
  return ms;
}

const writeSuch = 'write a whole number and one of ms, s, m, h, d, such as 30s';

function cureFor(digits: string, unit: string): string {
  return isUnit(unit) ? `write ${digits}${unit}` : writeSuch;
}

/** The shortest spelling that {@link parseDuration} reads back as the same time. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (ms !== 0 && ms % unitMs[unit] === 0) return `${ms / unitMs[unit]}${unit}`;
  }
  return `${ms}ms`;
}
