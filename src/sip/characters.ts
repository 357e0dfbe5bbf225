// The character codes that the grammar of RFC 3261 §25.1 is built from, and the tests on them.

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const STAR = 0x2a;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const LESS_THAN = 0x3c;
export const EQUALS = 0x3d;
export const GREATER_THAN = 0x3e;
export const QUESTION_MARK = 0x3f;
export const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;

const TOKEN_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~";

const isTokenCode: readonly boolean[] = Array.from({ length: 256 }, (_, code) =>
  TOKEN_CHARACTERS.includes(String.fromCharCode(code)),
);

/** True for a character of `token` (RFC 3261 §25.1). */
export function isTokenCharacter(code: number): boolean {
  return isTokenCode[code] === true;
}

/** True for a character that linear white space is made of, folding included. */
function isWhitespace(code: number): boolean {
  return code === SPACE || code === TAB || code === CR || code === LF;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The first offset in [start, end) that is not white space, or `end`. */
export function skipWhitespace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isWhitespace(text.charCodeAt(at))) at += 1;
  return at;
}

/** The offset after the last character in [start, end) that is not white space, or `start`. */
export function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isWhitespace(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** True when text[start, end) equals `lowerCase`, letters compared without case. */
export function equalsIgnoringCase(
  text: string,
  start: number,
  end: number,
  lowerCase: string,
): boolean {
  if (end - start !== lowerCase.length) return false;
  for (let i = 0; i < lowerCase.length; i += 1) {
    const code = text.charCodeAt(start + i);
    const folded = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
    if (folded !== lowerCase.charCodeAt(i)) return false;
  }
  return true;
}

/**
 * The decimal number that text[start, end) consists of; -1 when it is empty, holds anything but
 * digits, or exceeds `maximum`.
 */
export function parseDecimal(text: string, start: number, end: number, maximum: number): number {
  if (start >= end) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return -1;
    value = value * 10 + (code - 0x30);
    if (value > maximum) return -1;
  }
  return value;
}

/**
 * The offset of the first `code` in [start, end) that stands outside quoted strings and angle
 * brackets, or `end`. An unterminated quote or bracket runs to `end`.
 */
export function findOutsideQuotes(text: string, code: number, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const current = text.charCodeAt(at);
    if (current === code) return at;
    if (current === QUOTE) at = skipQuoted(text, at, end) - 1;
    else if (current === LESS_THAN) at = skipBracketed(text, at, end) - 1;
  }
  return end;
}

/** The offset after the `>` that belongs to the `<` at `start`; `end` when there is none. */
function skipBracketed(text: string, start: number, end: number): number {
  const close = text.slice(0, end).indexOf('>', start);
  return close < 0 ? end : close + 1;
}

/** The offset after the quoted string that begins at `start`; `end` when it is not closed. */
export function skipQuoted(text: string, start: number, end: number): number {
  let close = text.indexOf('"', start + 1);
  while (close > 0 && close < end && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close < 0 || close >= end ? end : close + 1;
}

/** True when an odd number of backslashes stands before the character. */
function isEscaped(text: string, offset: number): boolean {
  let at = offset;
  while (text.charCodeAt(at - 1) === BACKSLASH) at -= 1;
  return (offset - at) % 2 === 1;
}

/** The offset after the token at `start` (RFC 3261 §25.1), or `start` when there is none. */
export function skipToken(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isTokenCharacter(text.charCodeAt(at))) at += 1;
  return at;
}
