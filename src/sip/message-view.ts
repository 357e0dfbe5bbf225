// A SIP message as it came, with an index of its header lines. Nothing is copied or decoded: the
// text holds one character per byte (Latin-1), values are offsets into it, and whoever needs one
// parses it then. UTF-8 in display names survives untouched, since bytes map to characters 1:1.

import { COLON, CR, LF, SPACE, skipWhitespace, TAB, trimEnd } from './characters.ts';
import { HEADER_NAME_COUNT, type HeaderName, identifyHeader, isSingleton } from './header-name.ts';
import { ParseFailure } from './parse-failure.ts';
import { parseStartLine, type RequestLine, type StatusLine } from './start-line.ts';

/** Numbers kept for each header line: name, offsets of the line, of the value, of the line's end. */
const STRIDE = 4;
/** Before them stands, for each header name, the index of the first line that has it, or -1. */
const LINES_START = HEADER_NAME_COUNT;
/** Many messages have their numbers on one page, so that none of them costs an array of its own. */
const PAGE_LENGTH = 16_384;
let currentPage = new Int32Array(PAGE_LENGTH);
let pageUsed = 0;

/** The page that has room for a message of so many bytes: no header line has less than 4 of them. */
function findPage(bytes: number): Int32Array {
  const most = LINES_START + bytes;
  if (pageUsed + most > currentPage.length) {
    currentPage = new Int32Array(Math.max(PAGE_LENGTH, most));
    pageUsed = 0;
  }
  return currentPage.fill(-1, pageUsed, pageUsed + LINES_START);
}

export class MessageView {
  readonly text: string;
  readonly startLine: RequestLine | StatusLine;
  /** Offset of the first header line. */
  readonly headersStart: number;
  /** Offset of the empty line that ends the headers. */
  readonly headersEnd: number;
  /** Number of header lines; a folded header is one line. */
  readonly headerCount: number;
  private readonly page: Int32Array;
  /** Where this message's numbers begin on the page. */
  private readonly pageStart: number;

  constructor(
    text: string,
    startLine: RequestLine | StatusLine,
    headersStart: number,
    headersEnd: number,
    headerCount: number,
    page: Int32Array,
    pageStart: number,
  ) {
    this.text = text;
    this.startLine = startLine;
    this.headersStart = headersStart;
    this.headersEnd = headersEnd;
    this.headerCount = headerCount;
    this.page = page;
    this.pageStart = pageStart;
  }

  get bodyStart(): number {
    return this.headersEnd + 2;
  }

  /** Index of the first line with this header at or after `from`, or -1. */
  find(name: HeaderName, from = 0): number {
    if (from === 0) return this.page[this.pageStart + name] as number;
    for (let line = from; line < this.headerCount; line += 1) {
      if (this.nameAt(line) === name) return line;
    }
    return -1;
  }

  nameAt(line: number): HeaderName {
    return this.read(line, 0) as HeaderName;
  }

  lineStart(line: number): number {
    return this.read(line, 1);
  }

  valueStart(line: number): number {
    return this.read(line, 2);
  }

  /** Offset of the line break after the value. */
  lineEnd(line: number): number {
    return this.read(line, 3);
  }

  private read(line: number, which: number): number {
    return this.page[this.pageStart + LINES_START + line * STRIDE + which] as number;
  }

  /** Offset after the last character of the value that is not white space. */
  valueEnd(line: number): number {
    return trimEnd(this.text, this.valueStart(line), this.lineEnd(line));
  }

  /** The value of a line as it came, folding included. */
  value(line: number): string {
    return this.text.slice(this.valueStart(line), this.valueEnd(line));
  }

  /** The value of the first line with this header, or undefined. */
  firstValue(name: HeaderName): string | undefined {
    const line = this.find(name);
    return line < 0 ? undefined : this.value(line);
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
  return indexHeaders(bytes, text, startLine, startLineEnd + 2);
}

/**
 * The view of a message whose headers begin at `start`. Names are read from the bytes and line breaks
 * searched in the text: each where it is faster.
 */
function indexHeaders(
  bytes: Buffer,
  text: string,
  startLine: RequestLine | StatusLine,
  start: number,
): MessageView | ParseFailure {
  const page = findPage(bytes.length);
  const pageStart = pageUsed;
  let next = pageStart + LINES_START;
  let count = 0;
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
    if (page[pageStart + name] === -1) page[pageStart + name] = count;
    // Of two From or two CSeq, another parser may take the other.
    else if (isSingleton(name)) return new ParseFailure('repeated-header', at, 0);
    page[next] = name;
    page[next + 1] = at;
    page[next + 2] = valueStart;
    page[next + 3] = lineEnd;
    next += STRIDE;
    count += 1;
    at = lineEnd + 2;
  }
  if (bytes[at + 1] !== LF) return failLine(at + 1 === bytes.length ? TRUNCATED : BARE_BREAK, at);
  pageUsed = next;
  return new MessageView(text, startLine, start, at, count, page, pageStart);
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
