import { expect, it } from 'vitest';
import { FrameHistory } from '../../../src/feed/frame-history.ts';

function fill(history: FrameHistory, count: number, size = 2): void {
  for (let i = 0; i < count; i += 1) history.add(`${String(history.nextSeq).padStart(size - 1)}\n`);
}

/** The numbers of all frames from one on. */
function read(history: FrameHistory, from: number, characters = 1_000_000): number[] {
  const { text, after } = history.read(from, characters);
  const numbers = text.split('\n').slice(0, -1).map(Number);
  expect(after).toBe(from + numbers.length);
  return numbers;
}

it('keeps frames under consecutive numbers, the first of which is 1', () => {
  const history = new FrameHistory(10);

  fill(history, 3);

  expect([history.firstSeq, history.nextSeq]).toEqual([1, 4]);
  expect(read(history, 1)).toEqual([1, 2, 3]);
  expect(read(history, 3)).toEqual([3]);
  expect(read(history, 4)).toEqual([]);
});

it('keeps the last ones when there are more than it may hold', () => {
  const history = new FrameHistory(10);

  fill(history, 25, 4);

  expect([history.firstSeq, history.nextSeq]).toEqual([16, 26]);
  expect(read(history, 16)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
});

it('keeps fewer when they are long', () => {
  const history = new FrameHistory(10, 100);

  fill(history, 10, 30);

  expect(read(history, history.firstSeq)).toEqual([8, 9, 10]);
});

it('keeps none that is longer than all may be', () => {
  const history = new FrameHistory(10, 100);
  fill(history, 3);

  fill(history, 1, 101);

  expect([history.firstSeq, history.nextSeq]).toEqual([5, 5]);
  fill(history, 1);
  expect(read(history, 5)).toEqual([5]);
});

it('counts frames that nobody wants', () => {
  const history = new FrameHistory(10);

  for (let i = 0; i < 25; i += 1) history.skip();
  fill(history, 1, 4);

  expect([history.firstSeq, history.nextSeq]).toEqual([26, 27]);
  expect(read(history, 26)).toEqual([26]);
});

it('gives pieces of about the size that was asked for', () => {
  const history = new FrameHistory(100);
  fill(history, 50, 10);

  expect(read(history, 1, 95)).toHaveLength(10);
});
