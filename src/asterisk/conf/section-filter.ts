// The filter of `[4001](+type=endpoint)`: which of the sections of that name is meant
// (does_category_match of main/config.c).

import { foldCase, strip } from './c-text.ts';
import type { Section } from './configuration.ts';

export type SectionTest = (section: Section) => boolean;

interface Condition {
  readonly holds: SectionTest;
  readonly admitsTemplates: boolean;
}

export const isAnySection: SectionTest = () => true;

/**
 * `name=value`, several joined by `&`: names and values are extended regular expressions, and both have to
 * fit anywhere in one and the same line of the section. `TEMPLATES=include` lets templates be found too,
 * `TEMPLATES=restrict` nothing else. An empty filter finds any section that is no template; one that
 * cannot be read finds none.
 */
export function compileFilter(filter: string): SectionTest {
  if (filter === '') return (section) => !section.isTemplate;
  const conditions = filter.split('&').map(compileCondition);
  return (section) =>
    conditions.every((condition) => condition?.holds(section)) &&
    (!section.isTemplate || conditions.some((condition) => condition?.admitsTemplates));
}

function compileCondition(text: string): Condition | undefined {
  const [name = '', value = ''] = text.split('=').map(stripQuotes);
  if (!text.includes('=')) return undefined;
  if (name === 'TEMPLATES') return compileTemplateCondition(foldCase(value));
  const [namePattern, valuePattern] = [compilePattern(name), compilePattern(value)];
  if (namePattern === undefined || valuePattern === undefined) return undefined;
  return {
    holds: ({ variables }) =>
      variables.some((line) => namePattern.test(line.name) && valuePattern.test(line.value)),
    admitsTemplates: false,
  };
}

function compileTemplateCondition(value: string): Condition | undefined {
  if (value === 'include') return { holds: isAnySection, admitsTemplates: true };
  if (value === 'restrict') return { holds: (it) => it.isTemplate, admitsTemplates: true };
  return undefined;
}

function stripQuotes(text: string): string {
  return strip(text).replace(/^(["'])(.*)\1$/, '$2');
}

function compilePattern(text: string): RegExp | undefined {
  try {
    return new RegExp(text);
  } catch {
    return undefined;
  }
}
