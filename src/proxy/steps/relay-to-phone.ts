// An answer of Asterisk on its way back: our Via goes, the phone's Via says what the phone may see,
// and the datagram leaves from the socket that the request came to, to where it came from or, for a
// phone that listens elsewhere, to its other port.

import { formatAddressPort } from '../../base/ip-address.ts';
import { headerName } from '../../sip/header-name.ts';
import { findNextVia, type PlacedVia } from '../../sip/next-via.ts';
import { stampVia, type ViaView } from '../../sip/via.ts';
import type { AsteriskResponse, Response } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';
import type { SocketAddress } from '../proxy-options.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import type { ViaToken } from '../via-token.ts';
import { watchAsteriskResponse } from '../watched-message.ts';

export function restorePhoneVia(response: AsteriskResponse): Outcome {
  const { view, token, attempt } = response;
  if (attempt?.sent !== undefined && replaceViaLines(response, attempt.sent.answerVia))
    return undefined;
  const next = popTopVia(response);
  if (next === undefined || token === undefined) return drop('missing-header');
  const { via } = next;
  response.edit.replace(via.start, via.end, formatAnswerVia(view.text, via, token));
  return undefined;
}

/** A Via as it goes back to who wrote it: `rport` is for those who offered it (RFC 3581 §4). */
export function formatAnswerVia(text: string, via: ViaView, token: ViaToken): string {
  const { address, port } = token.remote;
  return stampVia(text, via, address, token.rportOffered ? port : 0);
}

/**
 * The usual case, where each Via has a line of its own: what Asterisk made of the one below ours need
 * not be read, since it is known how it came. False when nothing was done.
 */
function replaceViaLines({ view, edit, mandatory }: AsteriskResponse, answerVia: string): boolean {
  const { via, viaLine } = mandatory.lines;
  const next = view.find(headerName.via, viaLine + 1);
  if (next < 0 || via.end !== view.valueEnd(viaLine) || view.value(next).includes(','))
    return false;
  edit.removeLine(view, viaLine);
  edit.replace(view.valueStart(next), view.valueEnd(next), answerVia);
  return true;
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
  const text = response.format();
  socket.udp.send(text, target);
  if (response.method !== 'REGISTER')
    parts.watch.take(watchAsteriskResponse(response, token, text.length));
  parts.relayed.add('to-phone', response.method);
  if (response.isFinal) noteAnswer(response, token, target);
  return undefined;
}

function noteAnswer(
  { attempt, challenges }: AsteriskResponse,
  { rportOffered }: ViaToken,
  { address, port }: SocketAddress,
): void {
  if (attempt === undefined) return;
  const sentTo = formatAddressPort(address, port);
  attempt.observation.answer = { sentTo, hasRport: rportOffered, challenges };
}
