// Signal handlers that take their turns.

import { afterEach, expect, it } from 'vitest';
import { holdReloads, serialize } from '../../../src/app/signals.ts';

const before = process.listeners('SIGHUP');

afterEach(() => {
  for (const listener of process.listeners('SIGHUP'))
    if (!before.includes(listener)) process.off('SIGHUP', listener);
});

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

it('a SIGHUP that comes during the start is obeyed after it, once', async () => {
  const begin = holdReloads();
  const reloaded = Promise.withResolvers<void>();
  let reloads = 0;

  process.emit('SIGHUP', 'SIGHUP');
  process.emit('SIGHUP', 'SIGHUP');
  begin(async () => {
    reloads += 1;
    reloaded.resolve();
  });
  await reloaded.promise;
  process.emit('SIGHUP', 'SIGHUP');

  expect(reloads).toBe(2);
});
