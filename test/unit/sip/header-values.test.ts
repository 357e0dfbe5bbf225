import { describe, expect, it } from 'vitest';
import { headerName } from '../../../src/sip/header-name.ts';
import { findValues, hasOptionTag, unfold } from '../../../src/sip/header-values.ts';
import { makeMessage } from './sip-fixtures.ts';

describe('RFC 3261 §7.3.1: finds the values of a list header over lines and commas', () => {
  it.each([
    [['Route: <sip:a>, <sip:b>'], ['<sip:a>', '<sip:b>']],
    [
      ['Route: <sip:a>', 'To: x', 'route:<sip:b>,<sip:c>'],
      ['<sip:a>', '<sip:b>', '<sip:c>'],
    ],
    [['Route: <sip:a>\r\n ,\r\n\t<sip:b>'], ['<sip:a>', '<sip:b>']],
    [['Route: ,, <sip:a> , ,'], ['<sip:a>']],
    [['Route: "x, y" <sip:a,b>;z="1,2" , <sip:c>'], ['"x, y" <sip:a,b>;z="1,2"', '<sip:c>']],
    [['Route:'], []],
    [['To: x'], []],
  ])('%j', (lines, values) => {
    const view = makeMessage(...lines);

    const found = findValues(view, headerName.route);

    expect(found.map(({ start, end }) => view.text.slice(start, end))).toEqual(values);
  });
});

describe('RFC 3261 §7.3.1: makes one space of each folding', () => {
  it.each([
    ['a b', 'a b'],
    ['a\r\n b', 'a b'],
    ['a \t\r\n\t  b', 'a b'],
    ['a\r\n b\r\n c', 'a b c'],
    ['a\r\n \r\n b', 'a  b'],
    ['\r\n a', ' a'],
    ['a\r\n ', 'a '],
    ['a  b', 'a  b'],
  ])('%j', (value, expected) => {
    expect(unfold(value)).toBe(expected);
  });
});

it.each([
  ['Supported: path', true],
  ['k: replaces, Path', true],
  ['Supported: paths', false],
  ['Supported: "path"', false],
  ['Require: path', false],
])('knows an option tag in %j: %j', (line, expected) => {
  expect(hasOptionTag(makeMessage(line), headerName.supported, 'path')).toBe(expected);
});
