// Text with styles, measured before it is painted, so that colours never move a column.

import type { Terminal } from './terminal.ts';

type Style = Parameters<Terminal['paint']>[0];

export interface Span {
  readonly text: string;
  readonly style?: Style;
}

export type Line = readonly Span[];

export function span(text: string, style?: Style): Span {
  return style === undefined ? { text } : { text, style };
}

/** In columns of a terminal; none of our characters is a wide one. */
export function measureLine(line: Line): number {
  return line.reduce((width, { text }) => width + text.length, 0);
}

/** Filled up with spaces to `width` columns. */
export function padLine(line: Line, width: number): Line {
  return [...line, { text: ' '.repeat(Math.max(0, width - measureLine(line))) }];
}

/** No space at the end. */
export function paintLine(line: Line, paint: Terminal['paint']): string {
  return line
    .map(({ text, style }) => (style === undefined || text === '' ? text : paint(style, text)))
    .join('')
    .trimEnd();
}

/** Broken between words into lines of at most `width` columns. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
