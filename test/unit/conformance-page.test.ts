import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/design/conformance.md'), 'utf8');
const [implemented = ''] = page.split('## Departures');
const rows = implemented
  .split('\n')
  .filter((line) => /^\| RFC \d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** `RFC 3261 §7.1, §7.2` as `3261 §7.1` and `3261 §7.2`; a bare `RFC 1918` as `1918`. */
function readCitations(text: string): string[] {
  return [...text.matchAll(/RFC (\d+)((?:,? (?:and |to )?§[\d.]*\d(?: steps? \d+)?)*)/g)].flatMap(
    ([, number, sections = '']) => {
      const found = [...sections.matchAll(/§([\d.]*\d)/g)].map(([, section]) => section);
      return found.length === 0 ? [`${number}`] : found.map((section) => `${number} §${section}`);
    },
  );
}

/** Cited in `src`, each with the file that cites it. */
const citations = globSync('src/**/*.ts', { cwd: root }).flatMap((file) => {
  // A citation may run over the end of a comment line.
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/\n\s*(?:\/\/|\*) ?/g, ' ');
  return readCitations(text).map((citation) => ({ citation, file }));
});

describe('every citation of an RFC in src is in a row of the page', () => {
  const onPage = new Set(readCitations(page));

  it.each(citations)('RFC $citation in $file', ({ citation }) => {
    const [number, section] = citation.split(' §');
    const levels = section?.split('.') ?? [];
    const covering = levels.map((_, i) => `${number} §${levels.slice(0, i + 1).join('.')}`);

    const isThere =
      section === undefined
        ? [...onPage].some((entry) => entry.split(' §')[0] === number)
        : covering.some((entry) => onPage.has(entry));

    expect(isThere).toBe(true);
  });
});

describe('every row names files and tests that exist', () => {
  it.each(rows)('%s%s: %s', (...cells) => {
    const [, clause = '', , files = '', tests = ''] = cells;
    const named = [...`${files} ${tests}`.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '');

    expect(clause).toMatch(/^RFC \d+/);
    expect(files).toMatch(/`src\/.+\.ts`/);
    expect(tests).toMatch(/`test\/.+\.test\.ts`/);
    for (const path of named) expect(existsSync(join(root, path)), path).toBe(true);
  });

  it.each(rows)('%s%s: its file cites it', (...cells) => {
    const [, clause = '', , files = ''] = cells;
    const texts = [...files.matchAll(/`([^`]+)`/g)].map(([, path = '']) =>
      readFileSync(join(root, path), 'utf8'),
    );

    for (const [number] of clause.matchAll(/RFC \d+/g))
      expect(texts.some((text) => text.includes(number))).toBe(true);
  });
});

it('lists no clause twice', () => {
  const clauses = rows.map((cells) => cells[1]);

  expect(new Set(clauses).size).toBe(clauses.length);
});
