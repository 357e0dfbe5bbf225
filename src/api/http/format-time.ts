// Times as answers show them.

/** ISO 8601; null for a time that no calendar has. */
export function formatTime(timeMs: number): string | null {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
