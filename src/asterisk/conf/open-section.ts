// A line that begins with `[`: a new section, a template, what both inherit, or `(+)`, which goes on with
// a section that is there already (process_text_line of main/config.c).

import type { Place } from './configuration.ts';
import { endFile, type LineTrouble } from './line-trouble.ts';
import { createDraft, type SectionBook, type SectionDraft } from './section-book.ts';
import { compileFilter, isAnySection } from './section-filter.ts';

interface SectionHeader {
  readonly name: string;
  /** What stands in parentheses, between commas; blanks count. */
  readonly parts: readonly string[];
}

/** The section to which the lines below belong, or what is wrong with this one. */
export function openSection(
  line: string,
  place: Place,
  book: SectionBook,
): SectionDraft | LineTrouble {
  const header = parseHeader(line);
  if ('what' in header) return header;
  const fresh = createDraft(header.name, place);
  let section = fresh;
  for (const part of header.parts) {
    const next = applyPart(part, section, header.name, book);
    if ('what' in next) return next;
    if (section === fresh && next !== fresh) merge(fresh, next, book);
    section = next;
  }
  if (section === fresh) book.append(fresh);
  return section;
}

/** The section that counts from then on. */
function applyPart(
  part: string,
  section: SectionDraft,
  name: string,
  book: SectionBook,
): SectionDraft | LineTrouble {
  if (part === '!') {
    section.isTemplate = true;
    return section;
  }
  if (part.startsWith('+')) {
    return book.find(name, compileFilter(part.slice(1))) ?? endFile(tellStale(name, part.slice(1)));
  }
  const base = book.find(part, isAnySection);
  if (base === undefined) return endFile(`No section [${part}] stands before it to inherit from.`);
  section.templates.push(base.name);
  section.variables.push(...base.variables);
  return section;
}

/** What follows the `]` counts only if it is a `(`, without a blank before it. */
function parseHeader(line: string): SectionHeader | LineTrouble {
  const nameEnd = line.indexOf(']');
  if (nameEnd < 0) return endFile('The name of the section lacks its “]”.');
  const name = line.slice(1, nameEnd);
  if (line[nameEnd + 1] !== '(') return { name, parts: [] };
  const begin = nameEnd + 2;
  const end = line.indexOf(')', begin);
  if (end < 0) return endFile('What stands behind the name of the section lacks its “)”.');
  return { name, parts: line.slice(begin, end).split(',') };
}

function merge(fresh: SectionDraft, target: SectionDraft, book: SectionBook): void {
  target.isTemplate ||= fresh.isTemplate;
  target.variables.push(...fresh.variables);
  book.current = target;
}

function tellStale(name: string, filter: string): string {
  const which = filter === '' ? '' : ` with ${filter}`;
  return `No section [${name}]${which} stands before it that it could add to.`;
}
