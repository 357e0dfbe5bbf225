// Signal handlers that take their turns.

import { expect, it } from 'vitest';
import { serialize } from '../../../src/app/signals.ts';

it('a run begins when the one before is over, and its end can be waited for', async () => {
  const first = Promise.withResolvers<void>();
  const steps: string[] = [];
  let runs = 0;
  const run = serialize(async () => {
    runs += 1;
    const name = runs;
    steps.push(`${name} begins`);
    if (name === 1) await first.promise;
    steps.push(`${name} ends`);
  });

  void run();
  const second = run();
  first.resolve();
  await second;

  expect(steps).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
});
