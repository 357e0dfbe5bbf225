// A whole day with its churn, with faults or without: what was found that is grave and that nothing
// explained, and whether that is what should be found.

import { type FindingChange, findingId } from '../../../src/diagnosis/finding.ts';
import { planGoodDay } from './churn.ts';
import { simulateDiagnosed } from './diagnosed.ts';
import { injectFaults } from './inject-faults.ts';
import type { SimulationOptions } from './simulation.ts';

/** `groupWait`, by default: what is over or explained by then is not told. */
const GROUP_WAIT_MS = 30_000;

export interface JudgedDay {
  /** Ids of all that was grave at any time of the day, for long enough to be told. */
  readonly found: readonly string[];
  readonly missed: readonly string[];
  readonly surplus: readonly string[];
}

export function judgeDay(
  options: Omit<SimulationOptions, 'listener'>,
  hasFaults: boolean,
): JudgedDay {
  const found = new Set<string>();
  const grave = new Map<string, number>();
  const note = (changes: readonly FindingChange[], now: number) => {
    for (const { finding, kind } of changes) {
      const { severity, explainedBy } = finding;
      const isGrave = kind !== 'gone' && severity !== 'info' && explainedBy === undefined;
      if (!isGrave) grave.delete(findingId(finding));
      else if (!grave.has(findingId(finding))) grave.set(findingId(finding), now);
    }
    for (const [id, since] of grave) if (now - since >= GROUP_WAIT_MS) found.add(id);
  };
  const { simulation } = simulateDiagnosed(options, note);
  planGoodDay(simulation);
  const faults = hasFaults ? injectFaults(simulation) : undefined;
  simulation.start();
  simulation.runUntil(24);
  const expected = faults?.expected ?? new Set<string>();
  const allowed = expected.union(faults?.tolerated ?? new Set());
  return {
    found: [...found],
    missed: [...expected.difference(found)],
    surplus: [...found].filter((id) => !allowed.has(id)),
  };
}
