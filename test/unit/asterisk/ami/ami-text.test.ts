import { describe, expect, it, test } from 'vitest';
import { cleanValue, cutBytes, formatAction } from '../../../../src/asterisk/ami/ami-text.ts';

describe('an action as text', () => {
  it('keeps the order and the case of its headers', () => {
    const text = formatAction({ Action: 'UserEvent', UserEvent: 'X', BrokenLeg: 'none', aB: '' });

    expect(text).toBe('UserEvent\r\nUserEvent: X\r\nBrokenLeg: none\r\naB: ');
  });

  test.each([
    ['CRLF', 'a\r\nAction: Originate'],
    ['LF', 'a\nAction: Originate'],
    ['CR', 'a\rAction: Originate'],
    ['an empty line', 'a\r\n\r\nAction: Originate'],
    ['NUL', 'a\0Action: Originate'],
  ])('has one line for a value with %s', (_title, value) => {
    const text = formatAction({ Action: 'DBPut', Val: value });

    expect(text).toBe('DBPut\r\nVal: aAction: Originate');
  });

  it('has one line for a name with line ends, a colon and blanks', () => {
    const text = formatAction({ Action: 'Ping\r\nX: 1', 'Foo: bar\r\nAction: X': 'y' });

    expect(text).toBe('PingX: 1\r\nFoobarActionX: y');
  });

  it('is refused where Asterisk would not read it', () => {
    const many = Object.fromEntries(Array.from({ length: 121 }, (_, index) => [`H${index}`, 'x']));

    expect(() => formatAction({ Action: 'DBPut', Val: 'x'.repeat(1020) })).toThrow(
      'DBPut: Val is longer than Asterisk reads',
    );
    expect(() => formatAction({ Action: 'UserEvent', ...many })).toThrow('more headers');
  });
});

describe('a text that is cut', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['aäb', 2, 'a'],
    ['aäb', 3, 'aä'],
    ['😀😀', 7, '😀'],
    ['😀', 3, ''],
  ])('%s to %d bytes ends with a whole character', (text, maxBytes, expected) => {
    expect(cutBytes(text, maxBytes)).toBe(expected);
  });
});

it('cleans nothing away from a value that is clean', () => {
  expect(cleanValue('"Ä" <sip:a@b>;x=1: y')).toBe('"Ä" <sip:a@b>;x=1: y');
});
