// Which Asterisk gets the request: the one that has its dialog, else one that is alive; none alive is answered 503 with Retry-After (RFC 3261 §21.5.4).

import { describeRegistration } from '../describe-registration.ts';
import type { PhoneRequest } from '../message.ts';
import { type Outcome, respond } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

const RETRY_AFTER_SECONDS = 10;

export function chooseAsterisk(request: PhoneRequest, parts: ProxyParts): Outcome {
  const { dialog } = request;
  request.asterisk =
    (dialog && parts.peers.named(dialog.asterisk)) ??
    request.asterisk ??
    parts.peers.choose(request.callId, request.aor, request.receivedAt);
  if (request.asterisk !== undefined) return undefined;
  if (request.isRegister && !request.isTrunk)
    parts.observe({ ...describeRegistration(request, parts, []), statusCode: 503 });
  return respond(503, 'no-asterisk', `Retry-After: ${RETRY_AFTER_SECONDS}\r\n`);
}
