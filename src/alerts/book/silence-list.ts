// Silences at work: which alerts they hold. Each pattern is prepared once.

import { createWildcard } from '../../base/wildcard.ts';
import type { AlertLabels, Silence } from '../alert.ts';

type Test = (labels: AlertLabels) => boolean;

const prepared = new WeakMap<Silence, Test>();

/** A silence that holds an alert with these labels at that time; the one that ends last. */
export function findSilence(
  silences: Iterable<Silence>,
  labels: AlertLabels,
  nowMs: number,
): Silence | undefined {
  let last: Silence | undefined;
  for (const silence of silences)
    if (silence.endsAt > nowMs && silence.endsAt > (last?.endsAt ?? 0) && prepare(silence)(labels))
      last = silence;
  return last;
}

/** A label that an alert has not counts as empty. */
function prepare(silence: Silence): Test {
  const known = prepared.get(silence);
  if (known !== undefined) return known;
  const tests = Object.entries(silence.matchers).map(
    ([name, pattern]) => [name, createWildcard(pattern)] as const,
  );
  const test: Test = (labels) => {
    const values: Readonly<Record<string, string | undefined>> = { ...labels };
    return tests.every(([name, matches]) => matches(values[name] ?? ''));
  };
  prepared.set(silence, test);
  return test;
}
