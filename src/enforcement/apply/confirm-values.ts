// Whether Asterisk has every value of the change, and everything that it had before.

import type { ApplyRun } from './apply-run.ts';
import { listKeptValues } from './kept-values.ts';
import { describeDifferences, describeMissing, limitReasons, readBack } from './read-back.ts';

const NOT_TAKEN = 'Asterisk refused the value, or a later line of its files sets it again.';
const GONE = "Asterisk's log says what it did not like.";

/** @returns what is not as it should be, one sentence each */
export async function confirmValues(run: ApplyRun): Promise<readonly string[]> {
  // What an operator's line keeps the plan from, the reload may bring.
  const leftOut = new Set(run.plan.exceptions.map(({ endpoint }) => endpoint));
  const expectations = [
    ...run.changes.map(({ to, ...change }) => ({ ...change, value: to })),
    ...listKeptValues(run.sections, run.before.settings).filter(
      ({ endpoint }) => !leftOut.has(endpoint),
    ),
  ];
  const result = await readBack(
    run.options.access,
    expectations,
    run.before,
    run.tellReading('read-back'),
  );
  return limitReasons([
    ...describeMissing(result, GONE),
    ...describeDifferences(result, NOT_TAKEN),
  ]);
}
