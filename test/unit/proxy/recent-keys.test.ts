import { expect, it } from 'vitest';
import { RecentKeys } from '../../../src/proxy/recent-keys.ts';

const now = 1_000_000;

it('remembers a value for its lifetime and not a moment longer', () => {
  const keys = new RecentKeys(1_000, 64);

  keys.set(42, 7, now);

  expect(keys.get(42, now)).toBe(7);
  expect(keys.get(42, now + 1_000)).toBe(7);
  expect(keys.get(42, now + 1_001)).toBe(-1);
  expect(keys.get(43, now)).toBe(-1);
});

it('remembers the latest value of a key, from then on', () => {
  const keys = new RecentKeys(1_000, 64);

  keys.set(42, 7, now);
  keys.set(42, 0, now + 900);

  expect(keys.get(42, now + 1_900)).toBe(0);
});

it('makes room by the oldest of a bucket, and by that one only', () => {
  const keys = new RecentKeys(60_000, 8);
  for (let key = 0; key < 8; key += 1) keys.set(key, key, now + ((key + 3) % 8));

  keys.set(99, 99, now + 100);

  const kept = [0, 1, 2, 3, 4, 5, 6, 7, 99].filter((key) => keys.get(key, now + 100) >= 0);
  expect(kept).toEqual([0, 1, 2, 3, 4, 6, 7, 99]);
});

it('refreshes an entry without losing another', () => {
  const keys = new RecentKeys(60_000, 8);
  for (let key = 0; key < 8; key += 1) keys.set(key, 1, now + key);

  keys.set(0, 2, now + 50);
  keys.set(99, 1, now + 60);

  expect(keys.get(0, now + 60)).toBe(2);
  expect(keys.get(1, now + 60)).toBe(-1);
});

it('takes keys up to 2^52', () => {
  const keys = new RecentKeys(1_000, 1_024);
  const largest = 2 ** 52 - 1;

  keys.set(largest, 1, now);

  expect(keys.get(largest, now)).toBe(1);
  expect(keys.get(largest - 1, now)).toBe(-1);
});
