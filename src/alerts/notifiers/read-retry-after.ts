// How long a receiver wants to be left alone.

/**
 * Milliseconds from now on, 0 for a time that is over; undefined for what is neither seconds nor a date
 * (RFC 9110 §10.2.3).
 */
export function readRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1_000;
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined; // Date.parse takes nearly anything for a date
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
