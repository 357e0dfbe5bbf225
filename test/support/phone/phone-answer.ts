// The phone's answer to a request, and where it goes (RFC 3261 §18.2.2, RFC 3581 §4).

import { findHeaderValue, listHeaderValues, parseViaText, type SipText } from './sip-text.ts';

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  404: 'Not Found',
  486: 'Busy Here',
  503: 'Service Unavailable',
};

/** The answer, with the Vias of the request and `received`, `rport` in the first of them. */
export function formatAnswer(
  request: SipText,
  statusCode: number,
  toTag: string,
  source: { readonly address: string; readonly port: number },
): string {
  const [top = '', ...others] = listHeaderValues(request, 'via');
  const to = findHeaderValue(request, 'to') ?? '';
  const vias = [markVia(top, source), ...others].map((via) => `Via: ${via}`);
  const lines = [
    `SIP/2.0 ${statusCode} ${REASONS[statusCode] ?? 'Answer'}`,
    ...vias,
    ...listHeaderValues(request, 'record-route').map((route) => `Record-Route: ${route}`),
    `From: ${findHeaderValue(request, 'from') ?? ''}`,
    `To: ${to.includes(';tag=') ? to : `${to};tag=${toTag}`}`,
    `Call-ID: ${findHeaderValue(request, 'call-id') ?? ''}`,
    `CSeq: ${findHeaderValue(request, 'cseq') ?? ''}`,
    'Content-Length: 0',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** `address:port`: the source when the Via asks for rport, else its address and the Via's port. */
export function formatAnswerAddress(
  request: SipText,
  source: { readonly address: string; readonly port: number },
): string {
  const via = parseViaText(findHeaderValue(request, 'via') ?? '');
  return `${source.address}:${via.hasRport ? source.port : via.port}`;
}

function markVia(via: string, source: { readonly address: string; readonly port: number }): string {
  const marked = via.replace(/;\s*rport(?=;|\s|$)/, `;rport=${source.port}`);
  const { host } = parseViaText(via);
  return marked !== via || host !== source.address
    ? `${marked};received=${source.address}`
    : marked;
}
