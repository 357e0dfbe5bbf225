// The phone's answer to a challenge of any request but REGISTER, which keeps its challenges.

import { formatDefaultPassword } from '../asterisk/asterisk-options.ts';
import { formatAuthorization, parseChallenge } from './digest.ts';
import type { PhoneOptions } from './phone-options.ts';
import type { Header, RequestParts } from './phone-request.ts';
import { findHeaderValue, readStatusCode, type SipText } from './sip-text.ts';

/** Which header asks, and which answers. */
const HEADERS: Readonly<Record<number, readonly [challenge: string, answer: string]>> = {
  401: ['www-authenticate', 'Authorization'],
  407: ['proxy-authenticate', 'Proxy-Authorization'],
};

/** The header that answers a 401 or a 407; undefined for every other response. */
export function answerChallenge(
  options: PhoneOptions,
  response: SipText,
  request: RequestParts,
): Header | undefined {
  const [asking, answering] = HEADERS[readStatusCode(response) ?? 0] ?? [];
  if (asking === undefined || answering === undefined) {
    return undefined;
  }
  const challenge = parseChallenge(findHeaderValue(response, asking) ?? '');
  const { username, password = formatDefaultPassword(username) } = options;
  const { method, requestUri: uri } = request;
  return (
    challenge && [
      answering,
      formatAuthorization(challenge, { username, password, method, uri, nonceCount: 1 }),
    ]
  );
}
