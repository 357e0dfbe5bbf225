import { expect, it } from 'vitest';
import { RepeatFilter } from '../../../src/app/repeat-filter.ts';

const now = 1_795_244_400_000;

it('tells the first, holds back the rest of the minute and counts it', () => {
  const filter = new RepeatFilter();

  expect(filter.admit('key', now)).toBe(0);
  expect(filter.admit('key', now + 1)).toBeUndefined();
  expect(filter.admit('key', now + 59_999)).toBeUndefined();
  expect(filter.admit('key', now + 60_000)).toBe(2);
  expect(filter.admit('key', now + 60_001)).toBeUndefined();
  expect(filter.admit('key', now + 120_000)).toBe(1);
});

it('keeps one key from another', () => {
  const filter = new RepeatFilter();

  filter.admit('one', now);

  expect(filter.admit('two', now)).toBe(0);
});

it('tells at most 300 different things in a minute, and then how many it held back', () => {
  const filter = new RepeatFilter();
  for (let i = 0; i < 300; i += 1) filter.admit(String(i), now);

  expect(filter.admit('another', now)).toBeUndefined();
  expect(filter.admit('yet another', now)).toBeUndefined();
  expect(filter.admit('another', now + 60_000)).toBe(2);
});

it('does not wait longer when the clock is set back', () => {
  const filter = new RepeatFilter();
  filter.admit('a', now);

  expect(filter.admit('a', now - 3_600_000)).toBe(0);
});
