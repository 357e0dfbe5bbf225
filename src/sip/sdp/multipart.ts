// The parts of a multipart body (RFC 2046 §5.1.1), as offsets: each with its own headers and body.

import { readParameterValue, unquote } from '../parameters.ts';

export interface BodyPart {
  readonly headersStart: number;
  readonly bodyStart: number;
  /** The line break before the next delimiter belongs to the delimiter. */
  readonly bodyEnd: number;
}

/** The parts that end in a delimiter; none when the type names no boundary. */
export function listParts(body: string, contentType: string): BodyPart[] {
  const written = readParameterValue(contentType, 0, contentType.length, 'boundary');
  const boundary = unquote(written ?? '');
  if (boundary === '') return [];
  const parts: BodyPart[] = [];
  let delimiter = findDelimiter(body, boundary, 0);
  while (delimiter !== undefined && !delimiter.isLast) {
    const next = findDelimiter(body, boundary, delimiter.end);
    if (next === undefined) break;
    const headersStart = delimiter.end;
    // An empty part ends where it begins: the line break before is that of its own delimiter.
    const bodyEnd = Math.max(headersStart, next.start);
    parts.push({ headersStart, bodyStart: findBody(body, headersStart, bodyEnd), bodyEnd });
    delimiter = next;
  }
  return parts;
}

interface Delimiter {
  /** Offset of the line break before it. */
  readonly start: number;
  /** Offset after its own line break. */
  readonly end: number;
  readonly isLast: boolean;
}

function findDelimiter(body: string, boundary: string, from: number): Delimiter | undefined {
  const dashes = `--${boundary}`;
  for (let at = body.indexOf(dashes, from); at >= 0; at = body.indexOf(dashes, at + 1)) {
    const after = at + dashes.length;
    const lineBreak = body.indexOf('\n', after);
    const end = lineBreak < 0 ? body.length : lineBreak + 1;
    const rest = body.slice(after, end).trimEnd();
    const isAtLineStart = at === 0 || body.charAt(at - 1) === '\n';
    if (isAtLineStart && (rest === '' || rest === '--'))
      return { start: before(body, at), end, isLast: rest === '--' };
  }
  return undefined;
}

/** The offset of the line break that ends at `at`. */
function before(body: string, at: number): number {
  if (at === 0) return 0;
  return body.charAt(at - 2) === '\r' ? at - 2 : at - 1;
}

/** The offset after the empty line that ends the headers of a part; `end` when there is none. */
function findBody(body: string, start: number, end: number): number {
  for (let at = start; at < end; ) {
    const lineBreak = body.indexOf('\n', at);
    if (lineBreak < 0 || lineBreak >= end) return end;
    if (body.slice(at, lineBreak).trimEnd() === '') return lineBreak + 1;
    at = lineBreak + 1;
  }
  return end;
}
