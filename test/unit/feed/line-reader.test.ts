import { expect, it } from 'vitest';
import { LineReader } from '../../../src/feed/line-reader.ts';

/** What comes out when the text arrives in pieces of that size; `-` for a line that is too long. */
function readAll(text: string, pieceSize: number, maxBytes = 8): string[] {
  const reader = new LineReader(maxBytes);
  const bytes = Buffer.from(text);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += pieceSize) {
    reader.push(bytes.subarray(at, at + pieceSize));
    for (let line = reader.next(); line !== undefined; line = reader.next())
      lines.push(line.text ?? '-');
  }
  return lines;
}

it.each([1, 2, 3, 7, 100])('reads lines out of pieces of %i bytes', (size) => {
  expect(readAll('one\ntwo\n\nüöä\nunfinished', size, 10)).toEqual(['one', 'two', '', 'üöä']);
});

it.each([1, 3, 8, 9, 100])('leaves out a line that is too long, in pieces of %i bytes', (size) => {
  expect(readAll('12345678\n123456789\nnext\n', size)).toEqual(['12345678', '-', 'next']);
  expect(readAll(`${'x'.repeat(1_000)}\nnext\n`, size)).toEqual(['-', 'next']);
  expect(readAll(`${'x'.repeat(1_000)}`, size)).toEqual(['-']);
});

it('holds no more than a line of what has no end', () => {
  const reader = new LineReader(4_096);

  for (let i = 0; i < 1_000; i += 1) {
    reader.push(Buffer.alloc(65_536, 'x'));
    reader.next();
  }
  reader.push(Buffer.from('\nnext\n'));

  expect(reader.next()).toEqual({ text: 'next' });
});
