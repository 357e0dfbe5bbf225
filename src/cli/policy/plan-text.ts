// Sentences of the pages of `farend policy`, broken to the width of the terminal; nothing in them can
// move its cursor.

import { escapeControl } from '../../base/escape-control.ts';
import { wrapText } from '../spans.ts';
import type { Terminal } from '../terminal.ts';

/** @param indent stands before each line */
export function paragraph(terminal: Terminal, indent: string, text: string): string[] {
  const width = Math.max(terminal.width - indent.length, 20);
  return wrapText(escapeControl(text), width).map((line) => indent + line);
}

/** `  - text`, with what follows below the text. */
export function bullet(terminal: Terminal, text: string, mark = '  - '): string[] {
  const [first = '', ...rest] = paragraph(terminal, ' '.repeat(mark.length), text);
  return [mark + first.slice(mark.length), ...rest];
}

/** `1 section`, `2,000 sections` */
export function countOf(amount: number, noun: string): string {
  return `${amount.toLocaleString('en')} ${noun}${amount === 1 ? '' : 's'}`;
}
