// The whole of it: 2,000 phones for a day. It needs no network, and takes too long for the fast tests,
// which have the same day with few phones.

import { describe, expect, it } from 'vitest';
import { judgeDay } from '../support/simulation/judge-day.ts';

const many = { offices: 20, phonesPerOffice: 90, homes: 200, tickMs: 30_000 };
const LONGEST_MS = 1_200_000;

describe('a simulated day of 2,000 phones', () => {
  it(
    'finds nothing grave where there is only churn, and each fault at exactly the phone or place that has it',
    () => {
      const { missed, surplus } = judgeDay({ ...many, seed: 11 }, true);

      expect({ missed, surplus }).toEqual({ missed: [], surplus: [] });
    },
    LONGEST_MS,
  );
});
