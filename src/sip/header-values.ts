// Headers that hold lists: several lines, several comma-joined values in a line (RFC 3261 §7.3.1).

import { COMMA, findOutsideQuotes, SPACE, skipWhitespace, TAB, trimEnd } from './characters.ts';
import type { HeaderName } from './header-name.ts';
import type { MessageView } from './message-view.ts';

/** One value of a list header, as offsets into the message's text. */
export interface ValueSpan {
  /** Index of the header line that it stands in. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** All values of a list header in the order of the message; empty values are skipped. */
export function findValues(message: MessageView, name: HeaderName): ValueSpan[] {
  const spans: ValueSpan[] = [];
  for (let line = message.find(name); line >= 0; line = message.find(name, line + 1)) {
    const lineEnd = message.valueEnd(line);
    let at = message.valueStart(line);
    while (at < lineEnd) {
      const comma = findOutsideQuotes(message.text, COMMA, at, lineEnd);
      const start = skipWhitespace(message.text, at, comma);
      const end = trimEnd(message.text, start, comma);
      if (end > start) spans.push({ line, start, end });
      at = comma + 1;
    }
  }
  return spans;
}

/** A header value on one line: each folding becomes one space (RFC 3261 §7.3.1). */
export function unfold(value: string): string {
  let lineBreak = value.indexOf('\r\n');
  if (lineBreak < 0) return value;
  let text = '';
  let at = 0;
  for (; lineBreak >= 0; lineBreak = value.indexOf('\r\n', at)) {
    text += `${value.slice(at, trimEnd(value, at, lineBreak))} `;
    at = skipBlanks(value, lineBreak + 2);
  }
  return text + value.slice(at);
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at += 1;
  return at;
}

/** True when a list of option tags (Supported, Require) holds `optionTag`, given in lower case. */
export function hasOptionTag(message: MessageView, name: HeaderName, optionTag: string): boolean {
  return findValues(message, name).some(
    ({ start, end }) => message.text.slice(start, end).toLowerCase() === optionTag,
  );
}
