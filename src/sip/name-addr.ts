// `[display-name] <URI>;parameters` and the bare `URI;parameters` (RFC 3261 §20.10): what From, To,
// Contact, Route, Record-Route and Path carry. In the bare form, `;` ends the URI.

import {
  findOutsideQuotes,
  GREATER_THAN,
  LESS_THAN,
  QUOTE,
  SEMICOLON,
  skipQuoted,
  skipWhitespace,
  trimEnd,
} from './characters.ts';
import { formatParameters, type Parameter, parseParameters } from './parameters.ts';
import { ParseFailure } from './parse-failure.ts';

/** A value as offsets into a text: enough for everything that only reads. */
export interface NameAddrView {
  readonly start: number;
  readonly uriStart: number;
  readonly uriEnd: number;
  /** Offset of the first `;` of the header parameters, or `end`. */
  readonly parametersStart: number;
  readonly end: number;
}

/** Finds URI and parameters of the one value text[start, end). */
export function viewNameAddr(
  text: string,
  start: number,
  end: number,
): NameAddrView | ParseFailure {
  const open = findOpenBracket(text, start, end);
  if (open < 0) {
    const uriStart = skipWhitespace(text, start, end);
    const semicolon = findOutsideQuotes(text, SEMICOLON, uriStart, end);
    const uriEnd = trimEnd(text, uriStart, semicolon);
    if (uriEnd === uriStart) return new ParseFailure('bad-name-addr', start);
    return { start, uriStart, uriEnd, parametersStart: semicolon, end };
  }
  const close = text.indexOf('>', open);
  if (close < 0 || close >= end || close === open + 1)
    return new ParseFailure('bad-name-addr', open);
  const parametersStart = findOutsideQuotes(text, SEMICOLON, close + 1, end);
  if (trimEnd(text, close + 1, parametersStart) !== close + 1)
    return new ParseFailure('bad-name-addr', close + 1);
  return { start, uriStart: open + 1, uriEnd: close, parametersStart, end };
}

/** Offset of the `<` outside a quoted display name, or -1. */
function findOpenBracket(text: string, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LESS_THAN) return at;
    if (code === GREATER_THAN) return -1;
    if (code === QUOTE) at = skipQuoted(text, at, end) - 1;
  }
  return -1;
}

/** A value taken apart for editing. */
export interface NameAddr {
  /** Everything before the URI: display name, white space and `<`, as written. */
  readonly before: string;
  readonly uri: string;
  /** Everything between the URI and the first `;`: `>` and white space, as written. */
  readonly after: string;
  readonly parameters: readonly Parameter[];
}

/** Takes one value apart. */
export function parseNameAddr(text: string): NameAddr | ParseFailure {
  const view = viewNameAddr(text, 0, text.length);
  if (view instanceof ParseFailure) return view;
  return {
    before: text.slice(0, view.uriStart),
    uri: text.slice(view.uriStart, view.uriEnd),
    after: text.slice(view.uriEnd, view.parametersStart),
    parameters: parseParameters(text, view.parametersStart, view.end),
  };
}

/** The value as text: the same bytes that were parsed. */
export function formatNameAddr(nameAddr: NameAddr): string {
  return `${nameAddr.before}${nameAddr.uri}${nameAddr.after}${formatParameters(nameAddr.parameters)}`;
}
