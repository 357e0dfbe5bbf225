import { expect, it } from 'vitest';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import { planGoodDay } from '../../support/simulation/churn.ts';
import { simulateDiagnosed } from '../../support/simulation/diagnosed.ts';

it.each([1, 2])('finds nothing grave in a day that has only churn (seed %i)', (seed) => {
  const grave: Finding[] = [];
  const { simulation } = simulateDiagnosed(
    { seed, offices: 3, phonesPerOffice: 8, homes: 8 },
    (changes) => {
      for (const { finding } of changes)
        if (finding.severity !== 'info' && finding.explainedBy === undefined) grave.push(finding);
    },
  );

  planGoodDay(simulation);
  simulation.start();
  simulation.runUntil(24);

  expect(grave).toEqual([]);
});
