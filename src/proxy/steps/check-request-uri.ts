// A Request-URI that is none, or that carries headers, is answered 400 (RFC 3261 §16.3 step 1): sent
// on as it is, it would break the rules in farend's name (RFC 4475 §3.1.2.7, §3.1.2.11).

import { isRequestUri } from '../../sip/uri.ts';
import type { PhoneRequest } from '../message.ts';
import { type Outcome, respond } from '../outcome.ts';

export function checkRequestUri(request: PhoneRequest): Outcome {
  const { uriStart, uriEnd } = request.line;
  return isRequestUri(request.text, uriStart, uriEnd) ? undefined : respond(400, 'bad-uri');
}
