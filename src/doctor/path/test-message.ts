// The SIP that the self-test writes and reads: requests of a phone, the answers to them, and the answer
// to a request that Asterisk or farend sends to it. Pure text.

import { headerName } from '../../sip/header-name.ts';
import { findValues } from '../../sip/header-values.ts';
import type { MessageView } from '../../sip/message-view.ts';
import { readParameterValue } from '../../sip/parameters.ts';
import { BRANCH_COOKIE } from '../../sip/via.ts';

export interface TestRequest {
  readonly method: 'OPTIONS' | 'REGISTER';
  readonly requestUri: string;
  /** From and To: the account, without angle brackets. */
  readonly addressOfRecord: string;
  /** `host:port` of the test's own socket. */
  readonly sentBy: string;
  /** Unique for each request, without the cookie of RFC 3261. */
  readonly branch: string;
  readonly callId: string;
  readonly cSeq: number;
  /** Absent: a REGISTER that only asks who is registered (RFC 3261 §10.2.3). */
  readonly contact?: string;
  /** Seconds. */
  readonly expires?: number;
  readonly authorization?: string;
}

/** Names the test in logs of Asterisk and farend. */
export const TEST_USER_AGENT = 'farend-doctor';

export function formatTestRequest(request: TestRequest): string {
  const { method, requestUri, addressOfRecord, sentBy, branch, callId, cSeq } = request;
  const { contact, expires, authorization } = request;
  const to = method === 'REGISTER' ? addressOfRecord : requestUri;
  const lines = [
    `${method} ${requestUri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${sentBy};branch=${BRANCH_COOKIE}${branch};rport`,
    'Max-Forwards: 70',
    `From: <${addressOfRecord}>;tag=${branch}`,
    `To: <${to}>`,
    `Call-ID: ${callId}`,
    `CSeq: ${cSeq} ${method}`,
    `User-Agent: ${TEST_USER_AGENT}`,
    ...(contact === undefined ? [] : [`Contact: <${contact}>`]),
    ...(expires === undefined ? [] : [`Expires: ${expires}`]),
    ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
    'Content-Length: 0',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** What an answer says, as far as the test needs it. */
export interface TestAnswer {
  readonly statusCode: number;
  readonly reasonPhrase: string;
  /** Of the top Via: where the answer was sent to, by whoever filled it in (RFC 3581 §4). */
  readonly received: string | undefined;
  readonly rport: string | undefined;
  /** Values of WWW-Authenticate, one each. */
  readonly challenges: readonly string[];
  readonly contacts: readonly string[];
  /** Who says it: the header Server; '' without one, as farend's own answers. */
  readonly server: string;
}

/** The branch of the top Via, without the cookie; undefined without one. */
export function readTopBranch(message: MessageView): string | undefined {
  const via = message.firstValue(headerName.via);
  if (via === undefined) return undefined;
  const branch = readParameterValue(via, 0, via.length, 'branch');
  return branch?.startsWith(BRANCH_COOKIE) ? branch.slice(BRANCH_COOKIE.length) : undefined;
}

/** Undefined for a request. */
export function readTestAnswer(message: MessageView): TestAnswer | undefined {
  const { startLine, text } = message;
  if (startLine.kind === 'request') return undefined;
  const via = message.firstValue(headerName.via) ?? '';
  const lineEnd = text.indexOf('\r\n', startLine.reasonStart);
  const challenges: string[] = [];
  const name = headerName.wwwAuthenticate;
  for (let line = message.find(name); line >= 0; line = message.find(name, line + 1))
    challenges.push(message.value(line));
  return {
    statusCode: startLine.statusCode,
    reasonPhrase: text.slice(startLine.reasonStart, lineEnd),
    received: readParameterValue(via, 0, via.length, 'received'),
    rport: readParameterValue(via, 0, via.length, 'rport'),
    challenges,
    contacts: findValues(message, headerName.contact).map(({ start, end }) =>
      text.slice(start, end),
    ),
    server: /^server[ \t]*:[ \t]*(.*?)\r$/im.exec(text)?.[1] ?? '',
  };
}

/** 200 to a request, with the headers that RFC 3261 §8.2.6.2 asks for. */
export function formatTestOk(request: MessageView, toTag: string): string {
  const { via, from, to, callId, cSeq } = headerName;
  let lines = '';
  for (let line = 0; line < request.headerCount; line += 1) {
    const name = request.nameAt(line);
    if (name !== via && name !== from && name !== to && name !== callId && name !== cSeq) continue;
    const isTagless = name === to && !/;\s*tag\s*=/i.test(request.value(line));
    const text = request.text.slice(request.lineStart(line), request.lineEnd(line));
    lines += `${text}${isTagless ? `;tag=${toTag}` : ''}\r\n`;
  }
  return `SIP/2.0 200 OK\r\n${lines}Content-Length: 0\r\n\r\n`;
}
