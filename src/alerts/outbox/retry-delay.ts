// How long to wait after a failure: up to twice as long each time, anywhere between nothing and that,
// so that what failed together does not come back together ("full jitter").

const FIRST_MS = 5_000;
const LONGEST_MS = 300_000;

/**
 * Milliseconds.
 *
 * @param failures in a row, 1 or more
 * @param random 0 to 1
 */
export function drawRetryDelay(failures: number, random: () => number): number {
  const longestMs = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
  return Math.round(random() * longestMs);
}
