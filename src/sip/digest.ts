// Digest credentials and challenges (RFC 3261 §22.4, RFC 8760): the few parameters that farend
// reads. It never computes a digest.

import {
  COMMA,
  EQUALS,
  equalsIgnoringCase,
  QUOTE,
  skipQuoted,
  skipToken,
  skipWhitespace,
  trimEnd,
} from './characters.ts';

/** Parameters of an Authorization value, quotes removed; '' for one that is missing. */
export interface DigestCredentials {
  username: string;
  nonce: string;
  uri: string;
  response: string;
  realm: string;
  algorithm: string;
}

const SCHEME = 'digest';

/**
 * Reads the value text[start, end) of Authorization or Proxy-Authorization. `malformed` has another
 * scheme, lacks a nonce, has no digest as its response, names a parameter twice or is no list of
 * `name=value`: another parser could see other credentials there than we do. (chan_pjsip reads
 * `"Digest"` in quotes too, and chan_sip whatever stands there.) The response is told in lower case:
 * Asterisk compares it without case, so two spellings are one response.
 */
export function readCredentials(
  text: string,
  start: number,
  end: number,
): DigestCredentials | 'malformed' {
  const schemeEnd = start + SCHEME.length;
  if (!equalsIgnoringCase(text, start, schemeEnd, SCHEME)) return 'malformed';
  const credentials: DigestCredentials = {
    username: '',
    nonce: '',
    uri: '',
    response: '',
    realm: '',
    algorithm: '',
  };
  let seen = 0;
  let at = schemeEnd;
  while (at < end) {
    const nameStart = skipWhitespace(text, at, end);
    const equals = text.indexOf('=', nameStart);
    if (equals < 0 || equals >= end || findComma(text, nameStart, equals) < equals)
      return 'malformed';
    const valueStart = skipWhitespace(text, equals + 1, end);
    const valueEnd = findValueEnd(text, valueStart, end);
    const nameEnd = trimEnd(text, nameStart, equals);
    const bit = store(credentials, text, nameStart, nameEnd, valueStart, valueEnd);
    const comma = skipWhitespace(text, valueEnd, end);
    if ((seen & bit) !== 0 || !isClosed(text, valueStart, valueEnd)) return 'malformed';
    if (comma < end && text.charCodeAt(comma) !== COMMA) return 'malformed';
    seen |= bit;
    at = comma + 1;
  }
  credentials.response = credentials.response.toLowerCase();
  return credentials.nonce !== '' && DIGEST.test(credentials.response) ? credentials : 'malformed';
}

/** MD5, or SHA-256 and SHA-512-256. chan_sip compares as many digits as it needs: no more may follow. */
const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/;

/** False for a quoted value whose closing quote is missing. */
function isClosed(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) !== QUOTE) return true;
  return end - start >= 2 && text.charCodeAt(end - 1) === QUOTE;
}

/** Offset after a quoted or bare value. */
function findValueEnd(text: string, start: number, end: number): number {
  if (text.charCodeAt(start) === QUOTE) return skipQuoted(text, start, end);
  return trimEnd(text, start, findComma(text, start, end));
}

function findComma(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== COMMA) at += 1;
  return at;
}

/**
 * Keeps the value if its name is one of ours; returns the bit that stands for the name, or 0 where a
 * second one changes nothing of what is checked.
 */
function store(
  credentials: DigestCredentials,
  text: string,
  nameStart: number,
  nameEnd: number,
  valueStart: number,
  valueEnd: number,
): number {
  switch (nameEnd - nameStart) {
    case 3:
      if (!equalsIgnoringCase(text, nameStart, nameEnd, 'uri')) return 0;
      credentials.uri = readValue(text, valueStart, valueEnd);
      return 1;
    case 5:
      if (equalsIgnoringCase(text, nameStart, nameEnd, 'realm'))
        credentials.realm = readValue(text, valueStart, valueEnd);
      if (!equalsIgnoringCase(text, nameStart, nameEnd, 'nonce')) return 0;
      credentials.nonce = readValue(text, valueStart, valueEnd);
      return 2;
    case 8:
      if (equalsIgnoringCase(text, nameStart, nameEnd, 'username')) {
        credentials.username = readValue(text, valueStart, valueEnd);
        return 4;
      }
      if (!equalsIgnoringCase(text, nameStart, nameEnd, 'response')) return 0;
      credentials.response = readValue(text, valueStart, valueEnd);
      return 8;
    case 9:
      if (equalsIgnoringCase(text, nameStart, nameEnd, 'algorithm'))
        credentials.algorithm = readValue(text, valueStart, valueEnd);
      return 0;
    default:
      return 0;
  }
}

function readValue(text: string, start: number, end: number): string {
  return text.charCodeAt(start) === QUOTE && end - start >= 2
    ? text.slice(start + 1, end - 1)
    : text.slice(start, end);
}

/** Where a value stands. */
export interface ChallengeValue {
  readonly start: number;
  readonly end: number;
}

/** What a challenge asks for, quotes removed; '' for what it does not say. */
export interface DigestChallenge {
  readonly nonce: string;
  readonly realm: string;
  readonly algorithm: string;
}

/** Reads the challenge text[start, end) of WWW-Authenticate or Proxy-Authenticate. */
export function readChallenge(text: string, start: number, end: number): DigestChallenge {
  const read = (name: string) => {
    const value = findChallengeParameter(text, start, end, name);
    return value === undefined ? '' : readValue(text, value.start, value.end);
  };
  return { nonce: read('nonce'), realm: read('realm'), algorithm: read('algorithm') };
}

/** A parameter of the challenge text[start, end), by its lower-case name. */
export function findChallengeParameter(
  text: string,
  start: number,
  end: number,
  name: string,
): ChallengeValue | undefined {
  let at = skipToken(text, start, end);
  while (at < end) {
    const nameStart = skipWhitespace(text, at, end);
    const nameEnd = skipToken(text, nameStart, end);
    const equals = skipWhitespace(text, nameEnd, end);
    if (nameEnd === nameStart || text.charCodeAt(equals) !== EQUALS) return undefined;
    const valueStart = skipWhitespace(text, equals + 1, end);
    const valueEnd = findValueEnd(text, valueStart, end);
    if (equalsIgnoringCase(text, nameStart, nameEnd, name))
      return { start: valueStart, end: valueEnd };
    at = findComma(text, valueEnd, end) + 1;
  }
  return undefined;
}
