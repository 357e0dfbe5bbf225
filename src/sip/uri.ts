// SIP and SIPS URIs (RFC 3261 §19.1). A URI of another scheme is kept whole as its `opaque` part:
// farend relays it and never looks inside.

import {
  equalsIgnoringCase,
  findOutsideQuotes,
  GREATER_THAN,
  LESS_THAN,
  QUESTION_MARK,
  QUOTE,
  SEMICOLON,
  SPACE,
  skipToken,
} from './characters.ts';
import { parseHostPort } from './host-port.ts';
import { formatParameters, type Parameter, parseParameters } from './parameters.ts';
import { ParseFailure } from './parse-failure.ts';

export interface SipUri {
  readonly kind: 'sip';
  /** As written: `sip` or `sips` in any case. */
  readonly scheme: string;
  /** With password and escapes, as written; undefined when there is no `@`. */
  readonly user: string | undefined;
  readonly host: string;
  /** 1–65535, or 0 when none is written. */
  readonly port: number;
  readonly parameters: readonly Parameter[];
  /** What follows `?`, as written; undefined when there is none. */
  readonly headers: string | undefined;
  /** The host part as written, so that formatting gives the same bytes. */
  readonly hostText: string;
}

interface OpaqueUri {
  readonly kind: 'opaque';
  readonly scheme: string;
  readonly opaque: string;
}

export type Uri = SipUri | OpaqueUri;

const DELETE = 0x7f;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*$/;
/** White space, control characters and the delimiters that end a URI never stand inside one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const FORBIDDEN = /[\u0000-\u0020<>"\u007f]/;

/** Reads a whole URI; anything around it is a failure. */
export function parseUri(text: string): Uri | ParseFailure {
  const colon = text.indexOf(':');
  const scheme = text.slice(0, Math.max(colon, 0));
  if (!SCHEME.test(scheme)) return new ParseFailure('bad-uri', 0);
  const forbidden = text.search(FORBIDDEN);
  if (forbidden >= 0) return new ParseFailure('bad-uri', forbidden);
  const folded = scheme.toLowerCase();
  if (folded !== 'sip' && folded !== 'sips')
    return { kind: 'opaque', scheme, opaque: text.slice(colon + 1) };
  return parseSipUri(text, scheme, colon + 1);
}

function parseSipUri(text: string, scheme: string, start: number): SipUri | ParseFailure {
  // A password may hold `;` and `?`, so the user part ends at the last `@` before the headers.
  const at = text.lastIndexOf('@', firstOf(text, QUESTION_MARK, text.indexOf('@', start)));
  const hostStart = at < start ? start : at + 1;
  const headersAt = findOutsideQuotes(text, QUESTION_MARK, hostStart, text.length);
  const parametersAt = findOutsideQuotes(text, SEMICOLON, hostStart, headersAt);
  const hostPort = parseHostPort(text, hostStart, parametersAt);
  if (hostPort === undefined || at === start) return new ParseFailure('bad-uri', hostStart);
  return {
    kind: 'sip',
    scheme,
    user: at < start ? undefined : text.slice(start, at),
    host: hostPort.host,
    port: hostPort.port,
    parameters: parseParameters(text, parametersAt, headersAt),
    headers: headersAt === text.length ? undefined : text.slice(headersAt + 1),
    hostText: text.slice(hostStart, parametersAt),
  };
}

function firstOf(text: string, code: number, from: number): number {
  const found = text.indexOf(String.fromCharCode(code), Math.max(from, 0));
  return found < 0 ? text.length : found;
}

/** The URI as text: the same bytes that were parsed. */
export function formatUri(uri: Uri): string {
  if (uri.kind === 'opaque') return `${uri.scheme}:${uri.opaque}`;
  const user = uri.user === undefined ? '' : `${uri.user}@`;
  const headers = uri.headers === undefined ? '' : `?${uri.headers}`;
  return `${uri.scheme}:${user}${uri.hostText}${formatParameters(uri.parameters)}${headers}`;
}

/**
 * True for a Request-URI that may go on: one with a scheme, and a sip or sips URI has a readable host
 * and no headers (RFC 3261 §19.1.1). Other schemes are for others to judge.
 */
export function isRequestUri(text: string, start: number, end: number): boolean {
  const colon = text.indexOf(':', start);
  if (colon < 0 || colon >= end || !isScheme(text, start, colon)) return false;
  if (hasForbidden(text, colon, end)) return false;
  const isSip =
    equalsIgnoringCase(text, start, colon, 'sip') || equalsIgnoringCase(text, start, colon, 'sips');
  if (!isSip) return true;
  const at = text.indexOf('@', colon);
  const hostStart = at < 0 || at >= end ? colon + 1 : at + 1;
  const hostEnd = firstWithin(text, hostStart, end, SEMICOLON, QUESTION_MARK);
  return (
    parseHostPort(text, hostStart, hostEnd) !== undefined &&
    firstWithin(text, hostEnd, end, QUESTION_MARK, QUESTION_MARK) === end
  );
}

/** FORBIDDEN on a part of a text. */
function hasForbidden(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= SPACE || code === QUOTE || code === LESS_THAN || code === GREATER_THAN) return true;
    if (code === DELETE) return true;
  }
  return false;
}

function isScheme(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start) | 0x20;
  return first >= 0x61 && first <= 0x7a && skipToken(text, start, end) === end;
}

/** Offset of the first of two characters in [start, end), or `end`. */
function firstWithin(text: string, start: number, end: number, a: number, b: number): number {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === a || code === b) return at;
  }
  return end;
}
