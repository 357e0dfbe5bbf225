// A SIP message as it came, with an index of its header lines. Nothing is copied or decoded: the
// text holds one character per byte (Latin-1), values are offsets into it, and whoever needs one
// parses it then. UTF-8 in display names survives untouched, since bytes map to characters 1:1.

import { COLON, CR, LF, SPACE, skipWhitespace, TAB, trimEnd } from './characters.ts';
import { HEADER_NAME_COUNT, type HeaderName, identifyHeader, isSingleton } from './header-name.ts';
import { ParseFailure } from './parse-failure.ts';
import { parseStartLine, type RequestLine, type StatusLine } from './start-line.ts';

/** Numbers kept for each header line: name, offsets of the line, of the value, of the line's end. */
const STRIDE = 4;
const NO_LINES: readonly number[] = Array.from({ length: HEADER_NAME_COUNT }, () => -1);

export class MessageView {
  readonly text: string;
  readonly startLine: RequestLine | StatusLine;
  /** Offset of the first header line. */
  readonly headersStart: number;
  /** Offset of the empty line that ends the headers. */
  readonly headersEnd: number;
  private readonly lines: readonly number[];
  /** Line of each header's first occurrence by header name, or -1. */
  private readonly firstLines: readonly number[];

  constructor(
    text: string,
    startLine: RequestLine | StatusLine,
    headersStart: number,
    headersEnd: number,
    lines: readonly number[],
    firstLines: readonly number[],
  ) {
    this.firstLines = firstLines;
    this.text = text;
    this.startLine = startLine;
    this.headersStart = headersStart;
    this.headersEnd = headersEnd;
    this.lines = lines;
  }

  /** Number of header lines; a folded header is one line. */
  get headerCount(): number {
    return this.lines.length / STRIDE;
  }

  get bodyStart(): number {
    return this.headersEnd + 2;
  }

  /** Index of the first line with this header at or after `from`, or -1. */
  find(name: HeaderName, from = 0): number {
    const { lines } = this;
    if (from === 0) return this.firstLines[name] as number;
    for (let at = from * STRIDE; at < lines.length; at += STRIDE) {
      if (lines[at] === name) return at / STRIDE;
    }
    return -1;
  }

  nameAt(index: number): HeaderName {
    return this.lines[index * STRIDE] as HeaderName;
  }

  lineStart(index: number): number {
    return this.lines[index * STRIDE + 1] as number;
  }

  valueStart(index: number): number {
    return this.lines[index * STRIDE + 2] as number;
  }

  /** Offset of the line break after the value. */
  lineEnd(index: number): number {
    return this.lines[index * STRIDE + 3] as number;
  }

  /** Offset after the last character of the value that is not white space. */
  valueEnd(index: number): number {
    return trimEnd(this.text, this.valueStart(index), this.lineEnd(index));
  }

  /** The value of a line as it came, folding included. */
  value(index: number): string {
    return this.text.slice(this.valueStart(index), this.valueEnd(index));
  }

  /** The value of the first line with this header, or undefined. */
  firstValue(name: HeaderName): string | undefined {
    const index = this.find(name);
    return index < 0 ? undefined : this.value(index);
  }
}

/**
 * Indexes a message. A line break in the headers that is not CRLF is refused: what we read as one
 * header, Asterisk would read as two. The bytes may be overwritten afterwards.
 */
export function parseMessage(bytes: Buffer): MessageView | ParseFailure {
  const text = bytes.toString('latin1');
  const start = skipWhitespace(text, 0, text.length);
  if (start === text.length) return new ParseFailure('empty', 0, 0);
  const lf = text.indexOf('\n', start);
  if (lf < 0) return new ParseFailure('no-start-line', start, 0);
  const startLineEnd = lf - 1;
  if (text.indexOf('\r', start) !== startLineEnd)
    return new ParseFailure('bare-line-break', start, 0);
  const startLine = parseStartLine(text, start, startLineEnd);
  if (startLine instanceof ParseFailure) return startLine;
  const lines: number[] = [];
  const firstLines = NO_LINES.slice();
  const headersStart = startLineEnd + 2;
  const headersEnd = indexHeaders(bytes, text, headersStart, lines, firstLines);
  if (headersEnd instanceof ParseFailure) return headersEnd;
  return new MessageView(text, startLine, headersStart, headersEnd, lines, firstLines);
}

/**
 * Appends an entry for each header line from `start` on; returns the offset of the empty line. Names
 * are read from the bytes and line breaks searched in the text: each where it is faster.
 */
function indexHeaders(
  bytes: Buffer,
  text: string,
  start: number,
  lines: number[],
  firstLines: number[],
): number | ParseFailure {
  let at = start;
  while (bytes[at] !== CR) {
    const nameEnd = findNameEnd(bytes, at);
    const colon = skipBlanks(bytes, nameEnd);
    if (nameEnd === at || bytes[colon] !== COLON) return failHeader(bytes, at);
    let valueStart = skipBlanks(bytes, colon + 1);
    const lineEnd = findLineEnd(text, valueStart);
    if (lineEnd < 0) return failLine(lineEnd, at);
    // A value may begin on the next line; whoever reads it shall find it where it begins.
    if (bytes[valueStart] === CR) valueStart = skipWhitespace(text, valueStart, lineEnd);
    const name = identifyHeader(bytes, at, nameEnd);
    if (firstLines[name] === -1) firstLines[name] = lines.length / STRIDE;
    // Of two From or two CSeq, another parser may take the other.
    else if (isSingleton(name)) return new ParseFailure('repeated-header', at, 0);
    lines.push(name, at, valueStart, lineEnd);
    at = lineEnd + 2;
  }
  if (bytes[at + 1] === LF) return at;
  return failLine(at + 1 === bytes.length ? TRUNCATED : BARE_BREAK, at);
}

/** Why a header has no end. */
const TRUNCATED = -1;
const BARE_BREAK = -2;

/** Headers that simply stop are a truncated datagram: nobody can answer it. */
function failHeader(bytes: Buffer, at: number): ParseFailure {
  return at >= bytes.length
    ? new ParseFailure('unterminated-headers', at, 0)
    : new ParseFailure('header-without-colon', at);
}

function failLine(why: number, at: number): ParseFailure {
  return why === TRUNCATED
    ? new ParseFailure('unterminated-headers', at, 0)
    : new ParseFailure('bare-line-break', at);
}

/**
 * Offset of the CRLF that ends the header whose value begins at `start`; BARE_BREAK or TRUNCATED
 * when a bare CR or LF or the end comes first. A line that begins with white space continues the
 * one before (RFC 3261 §7.3.1).
 */
function findLineEnd(text: string, start: number): number {
  let from = start;
  for (;;) {
    const lf = text.indexOf('\n', from);
    if (lf < 0) return TRUNCATED;
    if (text.indexOf('\r', from) !== lf - 1) return BARE_BREAK;
    const next = text.charCodeAt(lf + 1);
    if (next !== SPACE && next !== TAB) return lf - 1;
    from = lf + 1;
  }
}

/** Offset of the first byte that is a colon, white space or past the end. */
function findNameEnd(bytes: Buffer, start: number): number {
  let at = start;
  while ((bytes[at] as number) > SPACE && bytes[at] !== COLON) at += 1;
  return at;
}

function skipBlanks(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] === SPACE || bytes[at] === TAB) at += 1;
  return at;
}
