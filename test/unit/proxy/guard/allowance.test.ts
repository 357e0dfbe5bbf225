import { expect, it } from 'vitest';
import { Allowance } from '../../../../src/proxy/guard/allowance.ts';

const now = 1_795_244_400_000;

/** How many of `attempts` at one moment pass. */
function takeMany(allowance: Allowance, attempts: number, atMs: number, key = 1): number {
  let passed = 0;
  for (let i = 0; i < attempts; i += 1) if (allowance.take(key, atMs)) passed += 1;
  return passed;
}

it('lets the burst pass at once, and not one more', () => {
  const allowance = new Allowance({ perSecond: 100, burst: 1_000 }, 64);

  expect(takeMany(allowance, 1_500, now)).toBe(1_000);
});

it('gives back at the sustained rate what was taken', () => {
  const allowance = new Allowance({ perSecond: 100, burst: 1_000 }, 64);
  takeMany(allowance, 1_000, now);

  expect(takeMany(allowance, 10, now + 9)).toBe(0);
  expect(takeMany(allowance, 10, now + 10)).toBe(1);
  expect(takeMany(allowance, 500, now + 1_010)).toBe(100);
});

it('takes nothing for what it refuses', () => {
  const allowance = new Allowance({ perSecond: 10, burst: 5 }, 64);

  takeMany(allowance, 100_000, now);

  expect(takeMany(allowance, 10, now + 200)).toBe(2);
});

it('is whole again after a silence, and never more than whole', () => {
  const allowance = new Allowance({ perSecond: 10, burst: 5 }, 64);
  takeMany(allowance, 5, now);

  expect(takeMany(allowance, 100, now + 500)).toBe(5);
  expect(takeMany(allowance, 100, now + 3_600_000)).toBe(5);
});

it('keeps one sender from another', () => {
  const allowance = new Allowance({ perSecond: 10, burst: 5 }, 64);

  takeMany(allowance, 100, now, 1);

  expect(takeMany(allowance, 100, now, 2)).toBe(5);
});

it('does not punish anyone for a clock that was set back', () => {
  const allowance = new Allowance({ perSecond: 10, burst: 5 }, 64);
  takeMany(allowance, 100, now);

  expect(takeMany(allowance, 100, now - 3_600_000)).toBe(5);
});

it('forgets the sender who was silent longest when there are too many', () => {
  const allowance = new Allowance({ perSecond: 10, burst: 5 }, 8);
  for (let key = 0; key < 9; key += 1) takeMany(allowance, 5, now + key, key);

  expect(takeMany(allowance, 5, now + 9, 8)).toBe(0);
  expect(takeMany(allowance, 5, now + 9, 0)).toBe(5);
});
