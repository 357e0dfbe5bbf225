// The headers that every message must have (RFC 3261 §8.1.1), found and read in one pass, and the
// request validation of §16.3 steps 1 and 3.

import { type CSeq, parseCSeq } from './c-seq.ts';
import { parseDecimal } from './characters.ts';
import { headerName } from './header-name.ts';
import type { MessageView } from './message-view.ts';
import { ParseFailure } from './parse-failure.ts';
import { type ViaView, viewVia } from './via.ts';

/** Indexes of the header lines that an answer repeats, and the top Via: enough to refuse a request. */
export interface MandatoryLines {
  readonly via: ViaView;
  readonly viaLine: number;
  readonly fromLine: number;
  readonly toLine: number;
  readonly callIdLine: number;
  readonly cSeqLine: number;
  /** -1 without the header. */
  readonly maxForwardsLine: number;
  readonly contentLengthLine: number;
}

export interface MandatoryHeaders {
  readonly lines: MandatoryLines;
  readonly cSeq: CSeq;
  /** 0–255, or -1 when the header is missing. */
  readonly maxForwards: number;
  /** Offset after the body: bytes beyond Content-Length do not belong to the message (§18.3). */
  readonly bodyEnd: number;
}

const MAX_FORWARDS_LIMIT = 255;
const MAX_BODY = 65_535;

/** Finds the mandatory headers; fails when one is missing. */
export function findMandatoryLines(message: MessageView): MandatoryLines | ParseFailure {
  const viaLine = message.find(headerName.via);
  if (viaLine < 0) return new ParseFailure('missing-header', message.headersEnd);
  const via = viewVia(message.text, message.valueStart(viaLine), message.lineEnd(viaLine));
  if (via instanceof ParseFailure) return via;
  const lines: MandatoryLines = {
    via,
    viaLine,
    fromLine: message.find(headerName.from),
    toLine: message.find(headerName.to),
    callIdLine: message.find(headerName.callId),
    cSeqLine: message.find(headerName.cSeq),
    maxForwardsLine: message.find(headerName.maxForwards),
    contentLengthLine: message.find(headerName.contentLength),
  };
  if (lines.fromLine < 0 || lines.toLine < 0 || lines.callIdLine < 0 || lines.cSeqLine < 0)
    return new ParseFailure('missing-header', message.headersEnd);
  return lines;
}

/** Reads the mandatory headers, or says which one is unreadable. */
export function readMandatoryHeaders(
  message: MessageView,
  lines: MandatoryLines,
): MandatoryHeaders | ParseFailure {
  const cSeq = readCSeq(message, lines.cSeqLine);
  if (cSeq instanceof ParseFailure) return cSeq;
  const maxForwards = readNumber(message, lines.maxForwardsLine, MAX_FORWARDS_LIMIT);
  if (maxForwards === UNREADABLE)
    return new ParseFailure('bad-max-forwards', message.valueStart(lines.maxForwardsLine));
  const bodyEnd = findBodyEnd(message, lines.contentLengthLine);
  if (bodyEnd instanceof ParseFailure) return bodyEnd;
  return { lines, cSeq, maxForwards, bodyEnd };
}

/** RFC 3261 §8.1.1.5: the method in CSeq is that of the request. */
function readCSeq(message: MessageView, line: number): CSeq | ParseFailure {
  const cSeq = parseCSeq(message.text, message.valueStart(line), message.lineEnd(line));
  const { startLine } = message;
  if (cSeq instanceof ParseFailure || startLine.kind === 'response') return cSeq;
  return startLine.method === cSeq.method
    ? cSeq
    : new ParseFailure('bad-cseq', message.valueStart(line));
}

const UNREADABLE = -2;

/** The number in a header line; -1 without the line, UNREADABLE when it is no number in range. */
function readNumber(message: MessageView, line: number, maximum: number): number {
  if (line < 0) return -1;
  const value = parseDecimal(
    message.text,
    message.valueStart(line),
    message.valueEnd(line),
    maximum,
  );
  return value < 0 ? UNREADABLE : value;
}

/** RFC 3261 §18.3: a datagram shorter than its Content-Length is refused, a longer one is cut. */
function findBodyEnd(message: MessageView, line: number): number | ParseFailure {
  const length = readNumber(message, line, MAX_BODY);
  const available = message.text.length - message.bodyStart;
  if (length === -1) return message.text.length;
  if (length === UNREADABLE)
    return new ParseFailure('bad-content-length', message.valueStart(line));
  if (length > available) return new ParseFailure('truncated-body', message.bodyStart);
  return message.bodyStart + length;
}
