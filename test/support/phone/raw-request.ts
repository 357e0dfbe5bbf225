// Requests as text, for a test that says what stands in them.

import { createToken } from './registration.ts';

export interface RawRequest {
  readonly method: string;
  readonly requestUri: string;
  /** The user of From and To. */
  readonly user: string;
  /** The sent-by of its Via; parameters are written behind the branch. */
  readonly sentBy: string;
  readonly viaParameters?: string;
  /** Header lines that take the place of those of the same name, or come on top. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function formatRawRequest(request: RawRequest): string {
  const { method, requestUri, user, sentBy, viaParameters = '', headers } = request;
  const uri = `<sip:${user}@${requestUri.replace(/^sip:(.*@)?/, '')}>`;
  const lines = {
    Via: `SIP/2.0/UDP ${sentBy};branch=z9hG4bK${createToken()}${viaParameters}`,
    'Max-Forwards': '70',
    From: `${uri};tag=${createToken()}`,
    To: uri,
    'Call-ID': createToken(),
    CSeq: `1 ${method}`,
    'User-Agent': 'farend test phone',
    ...headers,
    'Content-Length': '0',
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${requestUri} SIP/2.0\r\n${text.join('')}\r\n`;
}

/** The same request as a new transaction. */
export function renewBranch(text: string): string {
  return text.replace(/branch=z9hG4bK\w+/, `branch=z9hG4bK${createToken()}`);
}
