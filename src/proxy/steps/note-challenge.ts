// A challenge on its way to a phone: its nonce is remembered for that address, and where the
// credentials were held back by us, it says `stale=true`, so that the phone answers at once and asks
// nobody for a password (RFC 3261 §22.4, RFC 7616 §3.3).

import { findChallengeParameter, readChallenge } from '../../sip/digest.ts';
import { type HeaderName, headerName } from '../../sip/header-name.ts';
import { findNextVia } from '../../sip/next-via.ts';
import type { AsteriskResponse } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import { readSender } from './find-sender.ts';
import { readAor } from './identify-request.ts';

export function noteChallenge(response: AsteriskResponse, parts: ProxyParts): Outcome {
  if (response.statusCode === 401) noteLines(response, parts, headerName.wwwAuthenticate);
  else if (response.statusCode === 407) noteLines(response, parts, headerName.proxyAuthenticate);
  return undefined;
}

function noteLines(response: AsteriskResponse, parts: ProxyParts, name: HeaderName): void {
  const { view, token } = response;
  if (token === undefined) return;
  const aor = response.attempt?.observation.aor ?? readAor(response, response.method) ?? '';
  const address = findPhoneAddress(response, token.remote.address, parts);
  for (let line = view.find(name); line >= 0; line = view.find(name, line + 1)) {
    const challenge = readChallenge(view.text, view.valueStart(line), view.valueEnd(line));
    const { nonce, realm, algorithm } = challenge;
    if (nonce !== '') parts.guard.rememberChallenge(nonce, address, aor, response.receivedAt);
    response.challenges.push({ realm, algorithm });
    if (token.credentials === 'stripped') markStale(response, line);
  }
}

function markStale({ view, edit }: AsteriskResponse, line: number): void {
  const end = view.valueEnd(line);
  const stale = findChallengeParameter(view.text, view.valueStart(line), end, 'stale');
  if (stale === undefined) edit.insert(end, ',stale=true');
  else edit.replace(stale.start, stale.end, 'true');
}

/** Behind a trusted proxy the nonce goes to the phone that stands in the Via below the proxy's. */
function findPhoneAddress(
  response: AsteriskResponse,
  remoteAddress: string,
  { options }: ProxyParts,
): string {
  if (!options.trustedProxies.has(remoteAddress)) return remoteAddress;
  const { view, mandatory } = response;
  const { via, viaLine: line } = mandatory.lines;
  const proxyVia = findNextVia(view, { via, line });
  const phoneVia = proxyVia && findNextVia(view, proxyVia);
  return phoneVia === undefined ? remoteAddress : readSender(response, phoneVia).address;
}
