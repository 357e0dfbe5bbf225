import { expect, it } from 'vitest';
import { escapeControl, formatJson } from '../../../src/base/escape-control.ts';

const hostile = 'é a\n\u001b[2J\u009b\u007f\u2028\u202e\u2066';

it('escapes what moves a cursor, breaks a line or turns a text around', () => {
  expect(escapeControl(hostile)).toBe('é a\\x0a\\x1b[2J\\x9b\\x7f\\u2028\\u202e\\u2066');
});

it('writes JSON without any of it that says the same', () => {
  const text = formatJson({ hostile });

  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066]/);
  expect(JSON.parse(text)).toEqual({ hostile });
});
