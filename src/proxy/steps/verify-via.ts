// An answer is ours only if its top Via is, as we wrote it (RFC 3261 §16.7 step 3): either it brings
// back what a REGISTER at hand was sent with, or its MAC is right, which also holds after a restart.

import type { AsteriskResponse, PhoneResponse } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import { verifyVia, viewOwnVia } from '../via-token.ts';
import { readAor } from './identify-request.ts';

export function verifyAsteriskVia(response: AsteriskResponse, parts: ProxyParts): Outcome {
  const own = viewOwnVia(response.text, response.mandatory.lines.via);
  if (own === undefined) return drop('foreign-response');
  const isRegister = response.method === 'REGISTER';
  response.attempt = isRegister ? parts.attempts.find(own.tokenText) : undefined;
  const scope = () => (isRegister ? (readAor(response, 'REGISTER') ?? '') : '');
  response.token = response.attempt?.sent?.token ?? verifyVia(parts.hash, own, scope());
  if (response.token === undefined) return drop('forged-via');
  // A Via for a phone: Asterisk itself is who waits for that answer.
  const { kind, local } = response.token;
  if (kind !== 'health' && local === '') return drop('foreign-response');
  response.isOutside = response.token.isOutside;
  if (isRegister && response.attempt === undefined) findAfterRestart(response, parts);
  return undefined;
}

/**
 * The answer is to a REGISTER from before a restart, and the phone has sent it again meanwhile: then
 * without its credentials, whose nonce nobody remembers. Asterisk takes the second for a
 * retransmission and repeats its answer to the first, and the first had credentials or not.
 */
function findAfterRestart(response: AsteriskResponse, parts: ProxyParts): void {
  const { token, receivedAt } = response;
  if (token === undefined) return;
  const { id, local, remote } = token;
  // Sent again to a phone that turned out not to listen elsewhere: another port than its first.
  const target = parts.exemptions.redirectAnswer(id, remote, receivedAt);
  const attempt = parts.attempts.findByRequest(id, { local, remote: target });
  if (attempt === undefined || token.credentials === 'stripped') return;
  if (token.credentials === 'passed') attempt.observation.credentials = 'passed';
  response.attempt = attempt;
}

export function verifyPhoneVia(response: PhoneResponse, parts: ProxyParts): Outcome {
  const own = viewOwnVia(response.text, response.mandatory.lines.via);
  if (own === undefined) return drop('foreign-response');
  response.token = verifyVia(parts.hash, own, '');
  return response.token === undefined ? drop('forged-via') : undefined;
}
