// CSeq (RFC 3261 §20.16): a sequence number below 2^31 and the method that it counts.

import { isDigit, parseDecimal, skipWhitespace, trimEnd } from './characters.ts';
import { ParseFailure } from './parse-failure.ts';

export interface CSeq {
  /** 0 to 2^31 - 1. */
  readonly sequence: number;
  readonly method: string;
}

const MAX_SEQUENCE = 0x7fffffff;

/** Reads text[start, end). */
export function parseCSeq(text: string, start: number, end: number): CSeq | ParseFailure {
  let numberEnd = start;
  while (numberEnd < end && isDigit(text.charCodeAt(numberEnd))) numberEnd += 1;
  const sequence = parseDecimal(text, start, numberEnd, MAX_SEQUENCE);
  const methodStart = skipWhitespace(text, numberEnd, end);
  const methodEnd = trimEnd(text, methodStart, end);
  if (sequence < 0 || methodStart === numberEnd || methodEnd === methodStart)
    return new ParseFailure('bad-cseq', start);
  return { sequence, method: text.slice(methodStart, methodEnd) };
}

export function formatCSeq({ sequence, method }: CSeq): string {
  return `${sequence} ${method}`;
}
