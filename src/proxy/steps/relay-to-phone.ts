// An answer of Asterisk on its way back: our Via goes, the phone's Via says what the phone may see,
// and the datagram leaves from the socket that the request came to, to where it came from or, for a
// phone that listens elsewhere, to its other port.

import { findNextVia, type PlacedVia } from '../../sip/next-via.ts';
import { stampVia } from '../../sip/via.ts';
import type { AsteriskResponse, Response } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function restorePhoneVia(response: AsteriskResponse): Outcome {
  const { view, token } = response;
  const next = popTopVia(response);
  if (next === undefined || token === undefined) return drop('missing-header');
  const { via } = next;
  const { address, port } = token.remote;
  const stamped = stampVia(view.text, via, address, token.rportOffered ? port : 0);
  response.edit.replace(via.start, via.end, stamped);
  return undefined;
}

/** Notes that our Via goes; returns the next one (RFC 3261 §16.7 step 3). */
export function popTopVia(response: Response): PlacedVia | undefined {
  const { view, edit } = response;
  const { via, viaLine: line } = response.mandatory.lines;
  const next = findNextVia(view, { via, line });
  if (next?.line === line) edit.replace(via.start, next.via.start, '');
  else edit.removeLine(view, line);
  return next;
}

export function relayToPhone(response: AsteriskResponse, parts: ProxyParts): Outcome {
  const { token, receivedAt } = response;
  if (token === undefined) return drop('no-flow');
  const { id, local, remote } = token;
  const socket = parts.deviceSide.find(local, remote.address);
  if (socket === undefined) return drop('no-flow');
  const target = parts.exemptions.redirectAnswer(id, remote, receivedAt);
  if (!token.isTrunk) parts.exemptions.noteAnswer(id, target, receivedAt);
  socket.udp.send(response.format(), target);
  return undefined;
}
