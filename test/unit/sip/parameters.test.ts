import { describe, expect, it } from 'vitest';
import {
  formatParameters,
  parseParameters,
  readParameterValue,
  unquote,
} from '../../../src/sip/parameters.ts';

describe('RFC 3261 §25.1: keeps order, spelling and white space of parameters', () => {
  it.each([
    ['', []],
    [';lr', [['lr', undefined]]],
    [
      ';a=1;B=;c',
      [
        ['a', '1'],
        ['B', ''],
        ['c', undefined],
      ],
    ],
    [
      '; a = 1 ; b ',
      [
        ['a', '1'],
        ['b', undefined],
      ],
    ],
    [
      ';a="x;y=1, \\"z\\"";b',
      [
        ['a', '"x;y=1, \\"z\\""'],
        ['b', undefined],
      ],
    ],
    [';a=b=c', [['a', 'b=c']]],
    [
      ';;',
      [
        ['', undefined],
        ['', undefined],
      ],
    ],
    [
      ';a=<x;y>;b',
      [
        ['a', '<x;y>'],
        ['b', undefined],
      ],
    ],
    [';a="never closed;b=1', [['a', '"never closed;b=1']]],
  ])('%j', (text, expected) => {
    const parameters = parseParameters(text);

    expect(parameters.map(({ name, value }) => [name, value])).toEqual(expected);
    expect(formatParameters(parameters)).toBe(text);
  });
});

describe('finds one parameter by its name, in any case', () => {
  it.each([
    [';tag=1', 'tag', '1'],
    [';x; TAG = 1 ;y', 'tag', '1'],
    [';tag', 'tag', ''],
    [';tag ;x', 'tag', ''],
    [';tag=', 'tag', ''],
    [';tagged=1', 'tag', undefined],
    [';ta', 'tag', undefined],
    [';x="a;tag=1"', 'tag', undefined],
    [';x=1;tag="a b"', 'tag', '"a b"'],
    ['<sip:a;tag=1>;tag=2', 'tag', '2'],
    ['', 'tag', undefined],
  ])('%j has %s: %j', (text, name, value) => {
    expect(readParameterValue(text, 0, text.length, name)).toBe(value);
  });

  it('and not behind the end', () => {
    expect(readParameterValue(';x;tag=1', 0, 3, 'tag')).toBeUndefined();
    expect(readParameterValue(';tag=12', 0, 6, 'tag')).toBe('1');
  });
});

it.each([
  ['"a"', 'a'],
  ['""', ''],
  ['"a\\"b\\\\c"', 'a"b\\c'],
  ['a', 'a'],
  ['', ''],
  ['"', '"'],
])('reads %j as %j', (text, expected) => {
  expect(unquote(text)).toBe(expected);
});
