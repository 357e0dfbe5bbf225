import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load-config.ts';

const full = readFileSync(new URL('../../fixtures/config/full.yaml', import.meta.url), 'utf8');
const marks = [
  '#',
  ' #',
  ':',
  ': ',
  '*',
  '&',
  '!',
  '[',
  ']',
  '{',
  '}',
  "'",
  '"',
  '|',
  '\t',
  '\n',
  '~',
];

/** It is fine, or each problem has a place in the text and a full sentence. */
function expectSound(text: string): void {
  const loaded = parseConfig(text, 'f.yaml');
  const problems = loaded.ok ? [] : loaded.problems;
  const lines = text.split('\n');
  expect(loaded.ok).toBe(problems.length === 0);
  for (const { line, column, what, cure } of [...problems, ...loaded.warnings]) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(`${what}${cure}`).not.toMatch(/undefined|\[object|Invalid input|\n/);
  }
}

it('judges any text without throwing', () => {
  const pieces = fc.constantFrom(
    ...marks,
    ' ',
    '  ',
    '- ',
    'proxy',
    'listen',
    'udp://[::]:5060',
    '\r\n',
  );

  fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), (list) => expectSound(list.join(''))));
});

it('judges a file with one mistake in it without throwing', () => {
  const anyPlace = fc.nat({ max: full.length });
  const anyLength = fc.nat({ max: 6 });

  fc.assert(
    fc.property(anyPlace, anyLength, fc.constantFrom('', ...marks), (at, removed, mark) =>
      expectSound(full.slice(0, at) + mark + full.slice(at + removed)),
    ),
  );
});
