// The ACK to an INVITE that the proxy refused itself ends here: its To tag is the MAC that we gave
// the refusal (RFC 3261 §17.1.1.3).

import { findParameter } from '../../sip/parameters.ts';
import { refusalTag } from '../local-answers.ts';
import type { PhoneRequest } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function swallowOwnAck(request: PhoneRequest, parts: ProxyParts): Outcome {
  if (request.method !== 'ACK') return undefined;
  const { view } = request;
  const { toLine } = request.mandatory.lines;
  const tag = findParameter(view.text, view.valueStart(toLine), view.lineEnd(toLine), 'tag');
  if (tag === undefined) return undefined;
  const isOurs =
    view.text.slice(tag.valueStart, tag.end) === refusalTag(parts.hash, request.callId);
  return isOurs ? drop('own-ack') : undefined;
}
