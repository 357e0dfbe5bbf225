// A line that begins with `#`: another file, or a program, whose sections belong here.

import { foldCase, strip } from './c-text.ts';
import type { Inclusion } from './configuration.ts';
import { type LineTrouble, skipLine } from './line-trouble.ts';

export type Directive = Pick<Inclusion, 'directive' | 'path'>;

/** `#include "path"`, `#tryinclude <path>`, `#exec program`; a pair of quotes or brackets is taken off. */
export function parseDirective(line: string): Directive | LineTrouble {
  let nameEnd = 1;
  while (line.charCodeAt(nameEnd) > 0x20) nameEnd += 1;
  const directive = findDirective(foldCase(line.slice(1, nameEnd)));
  if (directive === undefined) {
    return skipLine('Asterisk knows no such directive; a comment begins with “;”, not with “#”.');
  }
  const argument = strip(line.slice(nameEnd));
  if (argument === '') return skipLine(`#${directive} lacks the file that it means.`);
  return { directive, path: takeQuotesOff(argument) };
}

function findDirective(name: string): Inclusion['directive'] | undefined {
  return name === 'include' || name === 'tryinclude' || name === 'exec' ? name : undefined;
}

function takeQuotesOff(text: string): string {
  const isQuoted =
    (text.startsWith('"') && text.endsWith('"')) || (text.startsWith('<') && text.endsWith('>'));
  return isQuoted ? text.slice(1, -1) : text;
}
