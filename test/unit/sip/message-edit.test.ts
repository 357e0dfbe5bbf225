import { describe, expect, it } from 'vitest';
import { MessageEdit } from '../../../src/sip/message-edit.ts';
import { makeMessage } from './sip-fixtures.ts';

const text = '0123456789';

describe('applies its changes in the order of the message, however they were noted', () => {
  it.each([
    [[], text],
    [[[2, 4, 'ab']], '01ab456789'],
    [
      [
        [8, 10, ''],
        [0, 2, ''],
      ],
      '234567',
    ],
    [
      [
        [4, 4, 'x'],
        [2, 2, 'y'],
        [4, 4, 'z'],
      ],
      '01y23xz456789',
    ],
    [
      [
        [2, 4, 'a'],
        [4, 6, 'b'],
        [0, 2, 'c'],
      ],
      'cab6789',
    ],
    [
      [
        [2, 2, 'x'],
        [2, 4, ''],
      ],
      '01x456789',
    ],
    [[[10, 10, 'end']], '0123456789end'],
  ] as [[number, number, string][], string][])('%j', (changes, expected) => {
    const edit = new MessageEdit();

    for (const [start, end, replacement] of changes) edit.replace(start, end, replacement);

    expect(edit.apply(text, text.length)).toBe(expected);
  });
});

it('cuts the message where it is told to', () => {
  const edit = new MessageEdit();
  edit.replace(0, 1, 'x');

  expect(edit.apply(text, 4)).toBe('x123');
});

it('takes out a header line with its folding and its line break', () => {
  const view = makeMessage('Via: 1', 'Path: <sip:a>,\r\n <sip:b>', 'To: x');
  const edit = new MessageEdit();

  edit.removeLine(view, 1);

  expect(edit.apply(view.text, view.text.length)).toBe(
    'OPTIONS sip:pbx.example.com SIP/2.0\r\nVia: 1\r\nTo: x\r\n\r\n',
  );
});
