import { describe, expect, it } from 'vitest';
import { judgeDay } from '../../support/simulation/judge-day.ts';

const few = { offices: 3, phonesPerOffice: 9, homes: 6, tickMs: 30_000 };

describe('a simulated day of a few phones', () => {
  it('finds nothing grave where there is only churn', () => {
    const { found } = judgeDay({ ...few, seed: 1 }, false);

    expect(found).toEqual([]);
  });

  it('finds each fault at exactly the phone or place that has it', () => {
    const { missed, surplus } = judgeDay({ ...few, seed: 3 }, true);

    expect({ missed, surplus }).toEqual({ missed: [], surplus: [] });
  });
});
