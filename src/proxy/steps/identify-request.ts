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
  if (!request.isRegister) return undefined;
  const aor = readAor(request);
  if (aor === undefined) return respond(400, 'bad-uri');
  request.aor = aor;
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

/** The address-of-record in To: what a REGISTER is about, in request and answer alike. */
export function readAor({ view, mandatory }: Message): string | undefined {
  const { toLine } = mandatory.lines;
  const to = viewNameAddr(view.text, view.valueStart(toLine), view.lineEnd(toLine));
  return to instanceof ParseFailure
    ? undefined
    : readAddressOfRecord(view.text, to.uriStart, to.uriEnd);
}
