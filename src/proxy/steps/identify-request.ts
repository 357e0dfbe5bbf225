// The identity of a request: the same for its retransmissions, its CANCEL and the ACK to a refusal,
// so that the stateless proxy makes the same branch again (RFC 3261 §16.11), also after a restart.

import type { KeyedHash } from '../../base/keyed-hash.ts';
import { readAddressOfRecord } from '../../sip/address-of-record.ts';
import { viewNameAddr } from '../../sip/name-addr.ts';
import { findParameter } from '../../sip/parameters.ts';
import { ParseFailure } from '../../sip/parse-failure.ts';
import { readBranch } from '../../sip/via.ts';
import type { Message, PhoneRequest, Request } from '../message.ts';
import { type Outcome, respond } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function identifyRequest(request: PhoneRequest, parts: ProxyParts): Outcome {
  request.id = makeRequestId(request, parts.hash);
  const aor = readAor(request, request.method);
  if (aor === undefined && request.isRegister) return respond(400, 'bad-uri');
  request.aor = aor ?? '';
  return undefined;
}

/** 16 hex digits from what cannot change on a retransmission, on CANCEL and on ACK. */
export function makeRequestId(request: Request, hash: KeyedHash): string {
  const { text, view } = request;
  const { via, fromLine } = request.mandatory.lines;
  const { host, port } = via.sentBy;
  const fromEnd = view.lineEnd(fromLine);
  const tag = findParameter(text, view.valueStart(fromLine), fromEnd, 'tag');
  const tagText = tag === undefined ? '' : text.slice(tag.valueStart, tag.end);
  return hash.hex(
    `branch ${readBranch(text, via)} ${host}:${port} ${request.callId} ${tagText} ${request.mandatory.cSeq.sequence}`,
  );
}

/**
 * The address-of-record in To, which a REGISTER is about, or in From, whose account another request
 * uses: in request and answer alike. Undefined when it is no SIP URI.
 */
export function readAor({ view, mandatory }: Message, method: string): string | undefined {
  const { toLine, fromLine } = mandatory.lines;
  const line = method === 'REGISTER' ? toLine : fromLine;
  const value = viewNameAddr(view.text, view.valueStart(line), view.lineEnd(line));
  return value instanceof ParseFailure
    ? undefined
    : readAddressOfRecord(view.text, value.uriStart, value.uriEnd);
}
