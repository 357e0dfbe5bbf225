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

it('grows up to its capacity before it lets go of what counts', () => {
  const keys = new RecentKeys(60_000, 65_536);
  const many = Array.from({ length: 20_000 }, (_, index) => index * 0x1_0000_0001);

  for (const [index, key] of many.entries()) keys.set(key, index, now + (index % 60_000));

  const lost = many.filter((key, index) => keys.get(key, now + 60_000) !== index);
  expect(lost).toEqual([]);
});

it('keeps its size while entries that no longer count make room', () => {
  const keys = new RecentKeys(1_000, 65_536);
  for (let key = 0; key < 1_024; key += 1) keys.set(key, 1, now);

  const before = keys.capacity;
  for (let key = 0; key < 60_000; key += 1) keys.set(key, 1, now + 2_000 * (key >> 10));

  expect(before).toBe(1_024);
  expect(keys.capacity).toBe(1_024);
});
