// Silences at work: which alerts they hold. Each pattern is prepared once.

import { shortHash } from '../../base/short-hash.ts';
import { createWildcard } from '../../base/wildcard.ts';
import type { AlertLabels, Silence } from '../alert.ts';

type Test = (labels: AlertLabels) => boolean;

const prepared = new WeakMap<Silence, Test>();

/** As a person asks for it. */
export type SilenceWish = Omit<Silence, 'id' | 'createdAt'>;

/** Short enough to be typed. */
const ID_DIGITS = 8;

/** With an id that none of the others has. */
export function makeSilence(wish: SilenceWish, others: readonly Silence[], nowMs: number): Silence {
  const origin = JSON.stringify([wish, nowMs, others.map(({ id }) => id)]);
  return { ...wish, id: shortHash(origin, ID_DIGITS), createdAt: nowMs };
}

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
