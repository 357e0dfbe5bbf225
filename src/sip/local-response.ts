// A response that the proxy makes itself, without state (RFC 3261 §8.2.7): 400, 404, 420, 480, 483, 503.

import { headerName } from './header-name.ts';
import { findValues } from './header-values.ts';
import type { MandatoryLines } from './mandatory-headers.ts';
import type { MessageView } from './message-view.ts';
import { findParameter } from './parameters.ts';

const REASON_PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  420: 'Bad Extension',
  480: 'Temporarily Unavailable',
  483: 'Too Many Hops',
  503: 'Service Unavailable',
};

export interface LocalResponse {
  readonly statusCode: number;
  /** The request's top Via with `received` and `rport` as the answer shall carry them. */
  readonly topVia: string;
  /** Put on the To header when it has none. */
  readonly toTag: string;
  /** Whole header lines, each with its line break. */
  readonly extraLines?: string;
}

/** The response as text; Via, From, To, Call-ID and CSeq are those of the request. */
export function formatLocalResponse(
  request: MessageView,
  lines: MandatoryLines,
  { statusCode, topVia, toTag, extraLines = '' }: LocalResponse,
): string {
  const vias = findValues(request, headerName.via)
    .slice(1)
    .map(({ start, end }) => `Via: ${request.text.slice(start, end)}\r\n`)
    .join('');
  return (
    `SIP/2.0 ${statusCode} ${REASON_PHRASES[statusCode] ?? 'Error'}\r\n` +
    `Via: ${topVia}\r\n${vias}` +
    copyLine(request, lines.fromLine) +
    formatTo(request, lines.toLine, toTag) +
    copyLine(request, lines.callIdLine) +
    copyLine(request, lines.cSeqLine) +
    `${extraLines}Content-Length: 0\r\n\r\n`
  );
}

function copyLine(request: MessageView, line: number): string {
  return `${request.text.slice(request.lineStart(line), request.lineEnd(line))}\r\n`;
}

/** RFC 3261 §8.2.6.2: a response other than 100 has a To tag. */
function formatTo(request: MessageView, line: number, toTag: string): string {
  const end = request.valueEnd(line);
  const tag = findParameter(request.text, request.valueStart(line), end, 'tag');
  const to = request.text.slice(request.lineStart(line), end);
  return tag === undefined ? `${to};tag=${toTag}\r\n` : `${to}\r\n`;
}
