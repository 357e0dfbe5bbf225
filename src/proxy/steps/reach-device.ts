// A request of Asterisk to a phone: the token in its Request-URI names the device, the phone gets
// its own Contact back as Request-URI, and the datagram leaves by the flow that was proven last.

import { leadsTo, readDeviceToken } from '../contact-token.ts';
import { sentByFor } from '../device-side.ts';
import type { Flow } from '../flow.ts';
import type { AsteriskRequest, PhoneResponse } from '../message.ts';
import { drop, type Outcome, respond } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import { formatVia } from '../via-token.ts';
import { makeRequestId } from './identify-request.ts';
import { popTopVia } from './relay-to-phone.ts';

export function findDevice(request: AsteriskRequest, parts: ProxyParts): Outcome {
  const { uriStart, uriEnd } = request.line;
  if (!leadsTo(request.requestUri, parts.asteriskSide)) return respond(404, 'not-for-us');
  const token = readDeviceToken(request.text, uriStart, uriEnd);
  const device = token === undefined ? undefined : resolveToken(token, parts);
  if (device === undefined) return respond(404, 'unknown-token');
  request.flow = device.flow;
  request.edit.replace(uriStart, uriEnd, device.contactUri);
  return undefined;
}

/** A binding, or a phone whose registration Asterisk has accepted and not yet told us of. */
function resolveToken(
  token: string,
  parts: ProxyParts,
): { readonly flow: Flow; readonly contactUri: string } | undefined {
  const binding = parts.bindings.find(token);
  if (binding !== undefined) return binding;
  const attempt = parts.attempts.findByToken(token);
  const mapped = attempt?.contacts.find((contact) => contact.token === token);
  return attempt && mapped && { flow: attempt.flow, contactUri: mapped.uri };
}

export function relayToDevice(request: AsteriskRequest, parts: ProxyParts): Outcome {
  const { flow, source } = request;
  if (flow === undefined) return drop('unknown-token');
  const { local, remote } = flow;
  const socket = parts.deviceSide.find(local, remote.address);
  if (socket === undefined) return respond(480, 'no-flow');
  const via = formatVia(
    parts.hash,
    sentByFor(socket, remote.address, parts.options.localNetworks),
    {
      kind: 'relayed',
      id: makeRequestId(request, parts.hash),
      local: '',
      remote: source,
      rportOffered: false,
      credentials: 'none',
    },
    '',
  );
  request.edit.insert(
    request.view.lineStart(request.mandatory.lines.viaLine),
    `Via: ${via.value}\r\n`,
  );
  socket.udp.send(request.format(), remote);
  return undefined;
}

export function relayToAsker(response: PhoneResponse, parts: ProxyParts): Outcome {
  const { token } = response;
  if (token === undefined || parts.peers.find(token.remote) === undefined)
    return drop('foreign-response');
  if (popTopVia(response) === undefined) return drop('missing-header');
  parts.asteriskSide.send(response.format(), token.remote);
  return undefined;
}
