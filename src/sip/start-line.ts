// The first line of a message (RFC 3261 §7.1, §7.2), as offsets into its text.

import { equalsIgnoringCase, isTokenCharacter, parseDecimal, SPACE } from './characters.ts';
import { ParseFailure } from './parse-failure.ts';

export interface RequestLine {
  readonly kind: 'request';
  readonly method: string;
  readonly uriStart: number;
  readonly uriEnd: number;
}

export interface StatusLine {
  readonly kind: 'response';
  /** 100–699. */
  readonly statusCode: number;
  readonly reasonStart: number;
}

const VERSION = 'sip/2.0';

/** Reads the start line text[start, end); the line break is not part of it. */
export function parseStartLine(
  text: string,
  start: number,
  end: number,
): RequestLine | StatusLine | ParseFailure {
  const firstSpace = text.indexOf(' ', start);
  if (firstSpace <= start || firstSpace >= end) return new ParseFailure('no-start-line', start, 0);
  return equalsIgnoringCase(text, start, firstSpace, VERSION)
    ? parseStatusLine(text, start, firstSpace, end)
    : parseRequestLine(text, start, firstSpace, end);
}

function parseStatusLine(
  text: string,
  start: number,
  space: number,
  end: number,
): StatusLine | ParseFailure {
  const statusCode = parseDecimal(text, space + 1, space + 4, 699);
  const after = space + 4;
  if (statusCode < 100 || after > end) return new ParseFailure('bad-start-line', start, 0);
  if (after < end && text.charCodeAt(after) !== SPACE)
    return new ParseFailure('bad-start-line', after, 0);
  return { kind: 'response', statusCode, reasonStart: Math.min(after + 1, end) };
}

function parseRequestLine(
  text: string,
  start: number,
  space: number,
  end: number,
): RequestLine | ParseFailure {
  for (let at = start; at < space; at += 1) {
    if (!isTokenCharacter(text.charCodeAt(at))) return new ParseFailure('no-start-line', at, 0);
  }
  const uriEnd = text.indexOf(' ', space + 1);
  if (uriEnd < 0 || uriEnd >= end || uriEnd === space + 1)
    return new ParseFailure('bad-start-line', space, 400);
  if (!equalsIgnoringCase(text, uriEnd + 1, end, VERSION)) {
    // RFC 3261 §21.5.6: another version of SIP gets 505; anything else is no SIP at all.
    const isOther =
      equalsIgnoringCase(text, uriEnd + 1, Math.min(uriEnd + 5, end), 'sip/') &&
      !equalsIgnoringCase(text, uriEnd + 1, Math.min(uriEnd + 1 + VERSION.length, end), VERSION);
    return isOther
      ? new ParseFailure('unsupported-version', uriEnd + 1, 505)
      : new ParseFailure('bad-start-line', uriEnd + 1, 400);
  }
  return { kind: 'request', method: text.slice(start, space), uriStart: space + 1, uriEnd };
}
