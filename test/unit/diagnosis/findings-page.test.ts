// docs/reference/findings.md says what the rules do: names, severities, thresholds, explanations.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explanations } from '../../../src/diagnosis/explanations.ts';
import { findingNames, severities } from '../../../src/diagnosis/finding.ts';
import { formatThreshold, listThresholds } from './thresholds.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/reference/findings.md'), 'utf8');
const chapters = page
  .split(/^## /m)
  .slice(1)
  .map((chapter) => {
    const [name = '', ...lines] = chapter.split('\n');
    const [, ...parts] = lines.join('\n').split(/^\*\*/m);
    const sections = parts.map((part) => part.replaceAll(/\s+/g, ' ').split('** '));
    return {
      name,
      sections: new Map(sections.map(([heading = '', text = '']) => [heading, text])),
    };
  });

function readSource(path: string): string {
  return readFileSync(join(root, 'src/diagnosis', path), 'utf8');
}

it('has one chapter for each finding, in their order', () => {
  expect(chapters.map(({ name }) => name)).toStrictEqual([...findingNames]);
});

describe.each(chapters)('$name', ({ name, sections }) => {
  const file = `findings/${name}.ts`;

  it('has all headings, each with a text', () => {
    expect([...sections.keys()]).toStrictEqual([
      'Severity',
      'When',
      'What it means',
      'Evidence',
      'What to do',
      'Explained by',
      'Looks like it and is not',
    ]);
    expect([...sections.values()].filter((text) => text.trim() === '')).toStrictEqual([]);
  });

  it('names the severities that its rule can give', () => {
    const given = [...readSource(file).matchAll(/severity: (.+?),?\n/g)].join(' ');

    expect(sections.get('Severity')?.trim().split(', ')).toStrictEqual(
      severities.filter((severity) => given.includes(`'${severity}'`)),
    );
  });

  it('names what explains it, and for how long', () => {
    const text = sections.get('Explained by') ?? '';
    const wanted = (explanations[name as keyof typeof explanations] ?? []).map(
      ({ by, withinMs }) =>
        `[${by}](#${by})${withinMs === undefined ? '' : ` within ${formatThreshold(withinMs)}`}`,
    );

    expect(text.trim().split(', ').toSorted()).toStrictEqual(
      wanted.length === 0 ? ['nothing'] : wanted.toSorted(),
    );
  });

  it.each(listThresholds(name, readSource))('names its $constant: $text', ({ pattern }) => {
    expect(sections.get('When')).toMatch(pattern);
  });
});
