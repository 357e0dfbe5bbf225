// An answer of Asterisk on its way back: our Via goes, the phone's Via says what the phone may see,
// and the datagram leaves from the socket that the request came to, to where it came from.

import { headerName } from '../../sip/header-name.ts';
import { ParseFailure } from '../../sip/parse-failure.ts';
import { stampVia, viewVia } from '../../sip/via.ts';
import type { AsteriskResponse, Response } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function restorePhoneVia(response: AsteriskResponse): Outcome {
  const { view, token } = response;
  const next = popTopVia(response);
  if (next === undefined || token === undefined) return drop('missing-header');
  const via = viewVia(view.text, next.start, next.end);
  if (via instanceof ParseFailure) return drop(via.code);
  const { address, port } = token.remote;
  const stamped = stampVia(view.text, via, address, token.rportOffered ? port : 0);
  response.edit.replace(via.start, via.end, stamped);
  return undefined;
}

/** Notes that our Via goes; returns where the next one stands (RFC 3261 §16.7 step 3). */
export function popTopVia(response: Response): { start: number; end: number } | undefined {
  const { view, edit } = response;
  const { via, viaLine } = response.mandatory.lines;
  const lineEnd = view.lineEnd(viaLine);
  const comma = view.text.indexOf(',', via.end);
  if (comma >= 0 && comma < lineEnd) {
    const start = skipBlanks(view.text, comma + 1);
    edit.replace(via.start, start, '');
    return { start, end: lineEnd };
  }
  edit.removeLine(view, viaLine);
  const next = view.find(headerName.via, viaLine + 1);
  return next < 0 ? undefined : { start: view.valueStart(next), end: view.lineEnd(next) };
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at += 1;
  return at;
}

export function relayToPhone(response: AsteriskResponse, parts: ProxyParts): Outcome {
  const { token } = response;
  const socket = token && parts.deviceSide.find(token.local, token.remote.address);
  if (token === undefined || socket === undefined) return drop('no-flow');
  socket.udp.send(response.format(), token.remote);
  return undefined;
}
