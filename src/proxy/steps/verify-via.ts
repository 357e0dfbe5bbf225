// An answer is ours only if its top Via is, as we wrote it (RFC 3261 §16.7 step 3): either it brings
// back what a REGISTER at hand was sent with, or its MAC is right, which also holds after a restart.

import { isSameFlow } from '../flow.ts';
import type { AsteriskResponse, PhoneResponse } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import { toRequestKey } from '../register-attempt.ts';
import { verifyVia, viewOwnVia } from '../via-token.ts';
import { readAor } from './identify-request.ts';

export function verifyAsteriskVia(response: AsteriskResponse, parts: ProxyParts): Outcome {
  const own = viewOwnVia(response.text, response.mandatory.lines.via);
  if (own === undefined) return drop('foreign-response');
  let scope = '';
  if (response.method === 'REGISTER') {
    const attempt = parts.attempts.find(toRequestKey(own.id));
    response.attempt = attempt;
    if (attempt?.sent?.tokenText === own.tokenText && attempt.sent.token.id === own.id) {
      response.token = attempt.sent.token;
      return undefined;
    }
    scope = readAor(response) ?? '';
  }
  response.token = verifyVia(parts.hash, own, scope);
  if (response.token === undefined) return drop('forged-via');
  if (response.attempt && !isSameFlow(response.attempt.flow, response.token))
    response.attempt = undefined; // the attempt is a copy of the request, sent from elsewhere
  return undefined;
}

export function verifyPhoneVia(response: PhoneResponse, parts: ProxyParts): Outcome {
  const own = viewOwnVia(response.text, response.mandatory.lines.via);
  if (own === undefined) return drop('foreign-response');
  response.token = verifyVia(parts.hash, own, '');
  return response.token === undefined ? drop('forged-via') : undefined;
}
