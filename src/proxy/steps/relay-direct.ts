// What is left of the time before SIP was diverted: requests that Asterisk sends to a phone straight are
// answered to farend, and dialogs that began without farend have no Route of ours. Both go on unchanged,
// as if farend were not there; who sends such things could have sent them to Asterisk itself.

import { parseIpAddress } from '../../base/ip-address.ts';
import { headerName } from '../../sip/header-name.ts';
import { readHeaderUri } from '../../sip/header-uri.ts';
import { findParameter } from '../../sip/parameters.ts';
import { isRequestUri, parseUri } from '../../sip/uri.ts';
import type { AsteriskPeer } from '../asterisk-peers.ts';
import { leadsTo, readDeviceToken } from '../contact-token.ts';
import type { AsteriskRequest, Message, PhoneRequest, PhoneResponse } from '../message.ts';
import { done, drop, type Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import { viewOwnVia } from '../via-token.ts';

const DEFAULT_PORT = 5060;

/** A response whose top Via is Asterisk's own, at the port that was diverted: to Asterisk as it came. */
export function relayDirectAnswer(response: PhoneResponse, parts: ProxyParts): Outcome {
  const asterisk = findAskedAsterisk(response, parts);
  if (asterisk === undefined) return undefined;
  const { method } = response;
  // A ping is no dialog: its answer leads to nothing.
  if (method !== 'OPTIONS' && method !== 'REGISTER') noteDialog(response, parts);
  parts.asteriskSide.send(response.text, asterisk);
  parts.relayed.add('to-asterisk', method);
  return done;
}

/**
 * The Asterisk that wrote the top Via; undefined on a socket that nothing is diverted to. A Via of ours
 * shows the same port: what tells them apart is the token in it.
 */
function findAskedAsterisk(
  { text, mandatory, socket }: PhoneResponse,
  { deviceSide, peers }: ProxyParts,
): AsteriskPeer | undefined {
  const port = deviceSide.divertedFrom(socket);
  if (port === undefined) return undefined;
  const { via } = mandatory.lines;
  if (viewOwnVia(text, via) !== undefined) return undefined;
  const { sentBy } = via;
  if ((sentBy.port || DEFAULT_PORT) !== port) return undefined;
  const asterisk = peers.find({ address: socket.address, port });
  const host = parseIpAddress(sentBy.host) ?? sentBy.host.toLowerCase();
  const names = [asterisk?.address, socket.address, deviceSide.advertisedHost(socket)];
  return names.includes(host) ? asterisk : undefined;
}

/** A request of a phone within a dialog that has no token of ours: noted, so that Asterisk's find back. */
export function noteDirectDialog(request: PhoneRequest, parts: ProxyParts): Outcome {
  const { socket, dialog, asterisk, isTrunk, isRegister } = request;
  const port = parts.deviceSide.divertedFrom(socket);
  if (port === undefined || isTrunk || isRegister) return undefined;
  // Whoever has farend's own Contact, or a Route of ours, is in a dialog that farend knows.
  if (dialog !== undefined || asterisk !== undefined) return undefined;
  const address = parts.peers.find({ address: socket.address, port });
  if (address?.isAlive) request.asterisk = address;
  if (!hasToTag(request)) return undefined;
  request.isDirect = true;
  noteDialog(request, parts);
  return undefined;
}

/**
 * A request of Asterisk in such a dialog, unchanged: a CANCEL and an ACK count by the Via of the INVITE,
 * which the phone got without farend's. A Request-URI that chan_pjsip has made of our address gives way
 * to the phone's Contact.
 */
export function relayDirectRequest(request: AsteriskRequest, parts: ProxyParts): Outcome {
  const { dialog, callId, receivedAt, requestUri, line, text } = request;
  const direct = dialog === undefined ? parts.directDialogs.find(callId, receivedAt) : undefined;
  if (direct === undefined) return undefined;
  const uri = parseUri(requestUri);
  const isOurs = 'kind' in uri && leadsTo(uri, parts.asteriskSide);
  if (isOurs && readDeviceToken(requestUri, 0, requestUri.length) !== undefined) return undefined;
  const target = (isOurs ? direct.contactUri : undefined) ?? requestUri;
  const { local, remote } = direct.flow;
  const socket = parts.deviceSide.find(local, remote.address);
  if (socket === undefined) return drop('no-flow');
  socket.udp.send(text.slice(0, line.uriStart) + target + text.slice(line.uriEnd), remote);
  parts.relayed.add('to-phone', request.method);
  return done;
}

function noteDialog(message: Message, { directDialogs }: ProxyParts): void {
  const { view, text, source, receivedAt } = message;
  const contact = readHeaderUri(view, headerName.contact);
  // It may have to stand in a start line: a folded one would break it.
  const isUsable = contact !== undefined && isRequestUri(text, contact.start, contact.end);
  const uri = isUsable ? text.slice(contact.start, contact.end) : undefined;
  const { address, port } = source;
  const flow = { local: message.socket.name, remote: { address, port } };
  directDialogs.note(message.callId, flow, uri, receivedAt);
}

function hasToTag({ view, text, mandatory }: Message): boolean {
  const { toLine } = mandatory.lines;
  return findParameter(text, view.valueStart(toLine), view.lineEnd(toLine), 'tag') !== undefined;
}
