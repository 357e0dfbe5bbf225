import { expect, it } from 'vitest';
import { Backoff } from '../../../src/asterisk/backoff.ts';

const DELAYS = { firstDelayMs: 100, maxDelayMs: 500, refusedDelayMs: 3000 };

it('waits twice as long each time, up to its limit', () => {
  const backoff = new Backoff(DELAYS, () => 0);

  const delays = [1, 2, 3, 4, 5].map(() => backoff.next());

  expect(delays).toEqual([100, 200, 400, 500, 500]);
});

it('waits at least half as long, by chance', () => {
  const backoff = new Backoff(DELAYS, () => 1);

  expect([backoff.next(), backoff.next()]).toEqual([50, 100]);
});

it('begins again after it worked, and is slow where trying again cannot help', () => {
  const backoff = new Backoff(DELAYS, () => 0);

  backoff.slowDown();
  const slow = backoff.next();
  backoff.reset();

  expect([slow, backoff.next()]).toEqual([3000, 100]);
});
