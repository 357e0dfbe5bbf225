// Messages out of a stream that packets cut anywhere.

import { expect, test } from 'vitest';
import { MAX_MESSAGE_LENGTH, MessageCutter } from '../../../../src/asterisk/ami/message-cutter.ts';

const EVENT = 'Event: Registry\r\nDomain: 192.0.2.1\r\n\r\n';
const ANSWER = 'Response: Success\nPing: Pong\n\n';

test('cuts whole messages, wherever the packets end', () => {
  const stream = `${EVENT}\r\n${ANSWER}${EVENT}`;

  const byPlace = Array.from({ length: stream.length + 1 }, (_, place) => {
    const cutter = new MessageCutter();
    return [stream.slice(0, place), stream.slice(place)].flatMap((chunk) => cutter.cut(chunk));
  });
  const cutter = new MessageCutter();
  const byCharacter = [...stream].flatMap((chunk) => cutter.cut(chunk));

  for (const messages of [...byPlace, byCharacter])
    expect(messages).toEqual([EVENT, ANSWER, EVENT]);
});

test('says nothing of half a message, and nothing of blank lines alone', () => {
  const cutter = new MessageCutter();

  const answers = ['\r\n\r\n\n\n\n', 'Event: Registry\r\n', 'Domain: x'].map((c) => cutter.cut(c));

  expect(answers).toEqual([[], [], []]);
});

test('takes the longest message that another program can send through Asterisk', () => {
  const longest = `${`X: ${'x'.repeat(1020)}\r\n`.repeat(128)}\r\n`;
  const cutter = new MessageCutter();

  const messages = [longest, EVENT].flatMap((chunk) => cutter.cut(chunk));

  expect(messages).toEqual([longest, EVENT]);
});

test.each([
  ['a line without end', ['x'.repeat(MAX_MESSAGE_LENGTH), 'x']],
  ['headers without end', ['A: b\r\n'.repeat(30_000), 'A: b\r\n'.repeat(30_000)]],
  ['a message that is whole and too long', [`${'x'.repeat(MAX_MESSAGE_LENGTH)}\r\n\r\n`]],
  ['thousands of short headers', [`${'A: b\r\n'.repeat(5000)}\r\n`]],
])('refuses %s', (_title, chunks) => {
  const cutter = new MessageCutter();

  const answers = chunks.map((chunk) => cutter.cut(chunk));

  expect(answers.at(-1)).toBe(undefined);
});
