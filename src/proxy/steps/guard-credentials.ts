// Credentials that the replay guard does not pass stay here: the request goes on without them, so
// Asterisk challenges afresh. A real phone answers that; who replays cannot.

import { formatReplayDetail } from '../../observation/replay-detail.ts';
import type { CredentialsVerdict } from '../../observation/sip-observation.ts';
import { readCredentials } from '../../sip/digest.ts';
import { headerName } from '../../sip/header-name.ts';
import { isKnownMethod } from '../../sip/method.ts';
import type { PhoneRequest } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

const credentialHeaders = [headerName.authorization, headerName.proxyAuthorization] as const;

/**
 * Asterisk challenges no ACK and no CANCEL (RFC 3261 §22.1): an ACK carries the credentials of its
 * INVITE to another Request-URI, and that is no replay.
 */
export function guardCredentials(request: PhoneRequest, parts: ProxyParts): Outcome {
  const { view, method } = request;
  if (request.isTrunk || method === 'ACK' || method === 'CANCEL') return undefined;
  for (const name of credentialHeaders) {
    for (let line = view.find(name); line >= 0; line = view.find(name, line + 1)) {
      const verdict = judge(request, line, parts);
      if (verdict !== 'passed') request.edit.removeLine(view, line);
      if (request.credentials === 'none' || verdict !== 'passed') request.credentials = verdict;
    }
  }
  noteReplay(request, parts);
  return undefined;
}

function noteReplay(request: PhoneRequest, { notices, guard }: ProxyParts): void {
  const { credentials, phone, receivedAt, method, nonce, digestResponse } = request;
  if (credentials !== 'replayed' && credentials !== 'foreign-nonce') return;
  // A stranger may make up methods without end, and there is room for so many details only.
  const name = isKnownMethod(method) ? method : 'another method';
  const held = { nonce: nonce ?? '', response: digestResponse ?? '' };
  const detail = formatReplayDetail(name, guard.findFirstHolder(held, receivedAt));
  notices.count('credentials-replayed', phone.address, receivedAt, detail);
}

function judge(request: PhoneRequest, line: number, parts: ProxyParts): CredentialsVerdict {
  const { view, phone } = request;
  const credentials = readCredentials(view.text, view.valueStart(line), view.valueEnd(line));
  if (credentials === 'malformed') return 'malformed';
  const { username, nonce, realm, algorithm, response } = credentials;
  request.username = username;
  request.nonce = nonce;
  request.digest = { realm, algorithm };
  request.digestResponse = response;
  const flow = `${request.socket.name} ${phone.address} ${phone.port}`;
  const origin = {
    address: phone.address,
    aor: request.aor,
    request: `${flow} ${request.callId} ${request.requestUri}`,
  };
  return parts.guard.check(credentials, origin, request.receivedAt);
}
