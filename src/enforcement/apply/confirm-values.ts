// Whether Asterisk has every value of the change, and everything that it had before.

import type { ApplyRun } from './apply-run.ts';
import { describeDifferences, describeMissing, readBack } from './read-back.ts';

const NOT_TAKEN = 'Asterisk refused the value, or a later line of its files sets it again.';
const GONE = "Asterisk's log says what it did not like.";
/** A change of thousands of endpoints that Asterisk refused as a whole needs no thousands of sentences. */
const MAX_REASONS = 20;

/** @returns what is not as it should be, one sentence each */
export async function confirmValues(run: ApplyRun): Promise<readonly string[]> {
  const expectations = run.changes.map(({ to, ...change }) => ({ ...change, value: to }));
  const result = await readBack(
    run.options.access,
    expectations,
    run.before,
    run.tellReading('read-back'),
  );
  const reasons = [...describeMissing(result, GONE), ...describeDifferences(result, NOT_TAKEN)];
  if (reasons.length <= MAX_REASONS) return reasons;
  return [
    ...reasons.slice(0, MAX_REASONS),
    `${reasons.length - MAX_REASONS} more settings are not as they should be.`,
  ];
}
