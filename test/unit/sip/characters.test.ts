import { describe, expect, it } from 'vitest';
import {
  COMMA,
  equalsIgnoringCase,
  findOutsideQuotes,
  isTokenCharacter,
  parseDecimal,
  skipQuoted,
} from '../../../src/sip/characters.ts';

it('RFC 3261 §25.1: knows the characters of a token', () => {
  const tokens = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter(
    (_, code) => isTokenCharacter(code),
  );

  expect(tokens.join('')).toBe(
    "!%'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_`abcdefghijklmnopqrstuvwxyz~",
  );
});

describe('finds a comma outside quotes and brackets', () => {
  it.each([
    ['a,b', 1],
    ['"a,b",c', 5],
    ['"a\\",b",c', 7],
    ['"a\\\\",b', 5],
    ['<a,b>,c', 5],
    ['<a",>,"b', 5],
    ['"<",>', 3],
    ['"a,b', 4],
    ['<a,b', 4],
    ['ab', 2],
    ['', 0],
  ])('%j at %i', (text, offset) => {
    expect(findOutsideQuotes(text, COMMA, 0, text.length)).toBe(offset);
  });

  it('and does not look behind the end for a closing quote', () => {
    expect(findOutsideQuotes('"a,b",c', COMMA, 0, 4)).toBe(4);
  });
});

it.each([
  ['"a" b', 3],
  ['""', 2],
  ['"\\""', 4],
  ['"\\\\"', 4],
  ['"a', 2],
  ['"a\\"', 4],
])('skips the quoted string of %j to %i', (text, end) => {
  expect(skipQuoted(text, 0, text.length)).toBe(end);
});

it.each([
  ['0', 10, 0],
  ['10', 10, 10],
  ['11', 10, -1],
  ['007', 10, 7],
  ['', 10, -1],
  ['-1', 10, -1],
  ['1 ', 10, -1],
  ['99999999999999999999', Number.MAX_SAFE_INTEGER, -1],
])('reads %j, up to %i, as %i', (text, maximum, value) => {
  expect(parseDecimal(text, 0, text.length, maximum)).toBe(value);
});

it('compares letters without case and everything else exactly', () => {
  expect(equalsIgnoringCase('SiP/2.0', 0, 7, 'sip/2.0')).toBe(true);
  expect(equalsIgnoringCase('[', 0, 1, '{')).toBe(false);
  expect(equalsIgnoringCase('sip', 0, 3, 'sip/')).toBe(false);
});
