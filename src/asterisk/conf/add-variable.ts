// A line `name = value`, `name => value` or `name += value` (process_text_line of main/config.c).

import { foldCase, strip } from './c-text.ts';
import type { Place } from './configuration.ts';
import { endFile, type LineTrouble, skipLine } from './line-trouble.ts';
import type { SectionDraft } from './section-book.ts';

/** Adds it to the section; a `\` as the first character makes `[`, `#` or `=` part of the name. */
export function addVariable(
  line: string,
  { file, line: number }: Place,
  section: SectionDraft,
): LineTrouble | undefined {
  const isEscaped = line.startsWith('\\');
  const text = isEscaped ? line.slice(1) : line;
  if (isEscaped && strip(text.slice(0, 1)) === '')
    return endFile('Nothing is escaped by the “\\”.');
  const nameBegin = isEscaped ? 1 : 0;
  const equals = text.indexOf('=', nameBegin);
  if (equals < 0) return skipLine('The line has no “=”.');
  const extendsValue = equals > nameBegin && text[equals - 1] === '+';
  const name = strip(text.slice(0, extendsValue ? equals - 1 : equals));
  const rest = text.slice(equals + 1);
  if (extendsValue && extendValue(section, name, rest)) return undefined;
  if (name === '') return skipLine('No name stands before the “=”.');
  const value = strip(!extendsValue && rest.startsWith('>') ? rest.slice(1) : rest);
  section.variables.push({ file, line: number, name, value });
  return undefined;
}

/** False without a line of that name. The first line of that name with the last one's value changes. */
function extendValue({ variables }: SectionDraft, name: string, more: string): boolean {
  const last = variables.findLast((variable) => variable.name === name);
  if (last === undefined) return false;
  const index = variables.findIndex(
    (variable) =>
      foldCase(variable.name) === foldCase(name) &&
      (last.value === '' || foldCase(variable.value) === foldCase(last.value)),
  );
  const changed = variables[index];
  if (changed !== undefined) {
    variables[index] = { ...changed, name, value: strip(`${last.value}${more}`) };
  }
  return true;
}
