// What a parser of this folder returns for input that it cannot trust: a value, never a throw.

export type ParseFailureCode =
  | 'empty'
  | 'no-start-line'
  | 'bad-start-line'
  | 'unsupported-version'
  | 'bare-line-break'
  | 'unterminated-headers'
  | 'header-without-colon'
  | 'missing-header'
  | 'repeated-header'
  | 'bad-via'
  | 'bad-uri'
  | 'bad-name-addr'
  | 'bad-cseq'
  | 'bad-max-forwards'
  | 'bad-content-length'
  | 'truncated-body';

/** Where and why parsing stopped. */
export class ParseFailure {
  readonly code: ParseFailureCode;
  /** Offset into the text that was parsed. */
  readonly offset: number;
  /** The status that RFC 3261 wants as the answer to such a request; 0: it deserves none. */
  readonly statusCode: number;

  constructor(code: ParseFailureCode, offset: number, statusCode = 400) {
    this.code = code;
    this.offset = offset;
    this.statusCode = statusCode;
  }
}
