// What the YAML parser's errors mean for the person who wrote the file. Its own messages quote the
// text, which may be a secret, so none is passed on.

import type { ErrorCode } from 'yaml';
import { Complaint } from './complaint.ts';

const quoteIt = 'put the value in quotes';
const lineUp = 'line the keys of a section up with spaces';

const sentences: Partial<Record<ErrorCode, readonly [what: string, cure: string]>> = {
  BAD_ALIAS: ['an unquoted * is an alias to YAML', "put the value in quotes, such as '*'"],
  BAD_DIRECTIVE: ['a line that begins with % is a directive to YAML', 'take it out'],
  BAD_DQ_ESCAPE: ['a backslash has no such meaning in double quotes', "use single quotes: '…'"],
  BAD_INDENT: ['is not indented as what surrounds it', `${lineUp}, and close every { [ and quote`],
  BAD_SCALAR_START: ['a value may not begin with this character', quoteIt],
  BLOCK_AS_IMPLICIT_KEY: ['a second ": " in one line', `${quoteIt} or begin a new line`],
  BLOCK_IN_FLOW: ['lines that belong to { or [ are not allowed here', 'close every { and ['],
  KEY_OVER_1024_CHARS: ['a key is longer than 1024 characters', 'close every quote'],
  MISSING_CHAR: ['a comma or a closing bracket is missing', 'close every { and ['],
  MULTILINE_IMPLICIT_KEY: ['a key runs over several lines', `${lineUp} and write KEY: VALUE`],
  MULTIPLE_DOCS: ['a second document begins here', 'take the line --- out'],
  RESOURCE_EXHAUSTION: ['is nested too deeply', 'close every { and ['],
  TAB_AS_INDENT: ['a tab indents this line', 'use spaces'],
  UNEXPECTED_TOKEN: ['does not belong here', `${quoteIt} or check the line before`],
};

export interface YamlError {
  readonly code: ErrorCode;
  /** The parser's own, to tell cases of one code apart. Never shown. */
  readonly message: string;
  readonly offset: number;
}

/** Its place is where the quote was opened; the parser notices at the end. */
export const unclosedQuote = new Complaint('a quote is opened and never closed', 'close it');

/** The sentence for an error of the parser. */
export function describeYamlError({ code, message }: YamlError): Complaint {
  if (message.startsWith('Missing closing')) return unclosedQuote;
  if (message.startsWith('Implicit map keys')) {
    return new Complaint('a line without ": "', 'write KEY: VALUE with a blank after the colon');
  }
  const [what, cure] = sentences[code] ?? [
    'is not YAML that farend reads',
    'write KEY: VALUE lines',
  ];
  return new Complaint(what, cure);
}

/** Errors that leave the rest of the document readable. */
export const mildYamlErrors: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BAD_ALIAS',
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'TAG_RESOLVE_FAILED',
]);
