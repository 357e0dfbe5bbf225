import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Complaint } from '../../../src/config/complaint.ts';
import { formatDuration, parseDuration } from '../../../src/config/duration.ts';

it.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['5m', 300_000],
  ['4h', 14_400_000],
  ['14d', 1_209_600_000],
  ['0s', 0],
])('reads %s as %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each([
  ['30', 'has no unit', 'write 30s or 30m'],
  ['5 m', 'is not a duration', 'write 5m'],
  ['5M', 'is not a duration', 'write 5m'],
  ['5e3', 'is not a duration', 'such as 30s'],
  ['1.5h', 'is not a duration', 'such as 30s'],
  ['-5s', 'is not a duration', 'such as 30s'],
  ['5 fortnights', 'is not a duration', 'such as 30s'],
  ['', 'is not a duration', 'such as 30s'],
  ['99999999d', 'is too long', 'at most 3650d'],
])('refuses %j', (text, what, cure) => {
  const complaint = parseDuration(text);

  expect(complaint).toBeInstanceOf(Complaint);
  expect(complaint).toMatchObject({
    what: expect.stringContaining(what),
    cure: expect.stringContaining(cure),
  });
});

it('refuses what is shorter than asked for', () => {
  expect(parseDuration('999ms', 1000)).toMatchObject({ cure: 'write at least 1s' });
});

it('refuses what is longer than asked for', () => {
  expect(parseDuration('5m', 5_000, 240_000)).toMatchObject({ cure: 'write at most 4m' });
});

it('reads back what it wrote', () => {
  const anyTime = fc.integer({ min: 0, max: 3650 * 86_400_000 });

  fc.assert(fc.property(anyTime, (ms) => parseDuration(formatDuration(ms)) === ms));
});
