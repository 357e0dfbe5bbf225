// Times and numbers as evidence shows them to a person.

/** `2026-11-21 07:00:00 UTC`; '' for a time that no calendar has. */
export function formatTime(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime())
    ? ''
    : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `12 s`, never less than nothing. */
export function formatSeconds(milliseconds: number): string {
  return `${Math.max(Math.round(milliseconds / 1_000), 0)} s`;
}

/** `one REGISTER`, `7 REGISTERs`. */
export function countRegisters(count: number): string {
  return count === 1 ? 'one REGISTER' : `${count} REGISTERs`;
}
