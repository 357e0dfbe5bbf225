import { describe, expect, it } from 'vitest';
import { createWildcard } from '../../../src/base/wildcard.ts';

describe('a pattern matches the whole text, a star any text, letters in either case', () => {
  it.each([
    ['Aastra*', 'Aastra 6757i/2.6.0', true],
    ['aastra*', 'AASTRA 6757i', true],
    ['Aastra*', 'Aastra', true],
    ['Aastra*', 'An Aastra', false],
    ['Aastra', 'Aastra 6757i', false],
    ['*6757i*', 'Aastra 6757i/2.6.0', true],
    ['30*', '3001', true],
    ['30*', '4300', false],
    ['30*1', '30231', true],
    ['30*1', '30230', false],
    ['*', '', true],
    ['', '', true],
    ['', '1', false],
    ['*', 'two\r\n lines', true],
    ['**', 'x', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*ab*b', 'ab', false],
    ['*ab*b', 'xabb', true],
    ['a*b*c*d', 'a-bb-c-cd', true],
    ['a*c*b*d', 'a-b-c-d', false],
  ])('%j, %j: %j', (pattern, text, expected) => {
    expect(createWildcard(pattern)(text)).toBe(expected);
  });

  it.each(['a.c', 'a+', '[a-z]', '(a)', '^a$', 'a|b', 'a?', '\\d', '{2}'])(
    '%j means its own characters and nothing more',
    (pattern) => {
      const matches = createWildcard(`${pattern}*`);

      expect(matches(`${pattern} 1.0`)).toBe(true);
      expect(['abc', 'aa', 'b', 'a', '7', ''].filter((text) => matches(text))).toEqual([]);
    },
  );

  it('takes no longer for a text that nearly matches in a thousand ways', () => {
    const matches = createWildcard(`${'*a'.repeat(40)}*b`);

    expect(matches('a'.repeat(4_000))).toBe(false);
    expect(matches(`${'a'.repeat(4_000)}b`)).toBe(true);
  });
});
