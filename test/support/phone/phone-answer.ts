// The phone's answer to a request, and where it goes (RFC 3261 §18.2.2, RFC 3581 §4).

import type { Body } from './call/call-options.ts';
import { findHeaderValue, listHeaderValues, parseViaText, type SipText } from './sip-text.ts';
import type { Address } from './wire.ts';

export interface AnswerParts {
  readonly statusCode: number;
  /** '' for a 100. */
  readonly toTag: string;
  readonly source: Address;
  /** False for a phone that knows no Record-Route; default true. */
  readonly copiesRecordRoute?: boolean;
  /** Whole lines. */
  readonly headers?: readonly string[];
  readonly body?: Body | undefined;
}

const REASONS: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  404: 'Not Found',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  503: 'Service Unavailable',
  603: 'Decline',
};

/** The answer, with the Vias of the request and `received`, `rport` in the first of them. */
export function formatAnswer(request: SipText, parts: AnswerParts): string {
  const { statusCode, toTag, source, copiesRecordRoute = true, headers = [], body } = parts;
  const [top = '', ...others] = listHeaderValues(request, 'via');
  const to = findHeaderValue(request, 'to') ?? '';
  const vias = [markVia(top, source), ...others].map((via) => `Via: ${via}`);
  const routes = copiesRecordRoute ? listHeaderValues(request, 'record-route') : [];
  const lines = [
    `SIP/2.0 ${statusCode} ${REASONS[statusCode] ?? 'Answer'}`,
    ...vias,
    ...routes.map((route) => `Record-Route: ${route}`),
    `From: ${findHeaderValue(request, 'from') ?? ''}`,
    `To: ${to.includes(';tag=') || toTag === '' ? to : `${to};tag=${toTag}`}`,
    `Call-ID: ${findHeaderValue(request, 'call-id') ?? ''}`,
    `CSeq: ${findHeaderValue(request, 'cseq') ?? ''}`,
    ...headers,
    ...(body === undefined ? [] : [`Content-Type: ${body.type}`]),
    `Content-Length: ${body?.text.length ?? 0}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body?.text ?? ''}`;
}

/** `address:port`: the source when the Via asks for rport, else its address and the Via's port. */
export function formatAnswerAddress(request: SipText, source: Address): string {
  const via = parseViaText(findHeaderValue(request, 'via') ?? '');
  return `${source.address}:${via.hasRport ? source.port : via.port}`;
}

function markVia(via: string, source: Address): string {
  const marked = via.replace(/;\s*rport(?=;|\s|$)/, `;rport=${source.port}`);
  const { host } = parseViaText(via);
  return marked !== via || host !== source.address
    ? `${marked};received=${source.address}`
    : marked;
}
