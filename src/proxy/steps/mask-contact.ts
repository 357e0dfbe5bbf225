// The Contact of a dialog, towards phones: Asterisk's own becomes ours, in requests and answers alike,
// and comes back as the Request-URI of whoever ignores Record-Route, and of those who do not too.

import { parseIpAddress } from '../../base/ip-address.ts';
import { headerName } from '../../sip/header-name.ts';
import { readHeaderUri } from '../../sip/header-uri.ts';
import { ParseFailure } from '../../sip/parse-failure.ts';
import { parseUri } from '../../sip/uri.ts';
import { sentByFor } from '../device-side.ts';
import { mayCarryDialog, mayOpenDialog } from '../dialog-method.ts';
import type { Flow } from '../flow.ts';
import { maskContact, unmaskContact } from '../masked-contact.ts';
import type { AsteriskRequest, AsteriskResponse, Message, PhoneRequest } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function maskRequestContact(request: AsteriskRequest, parts: ProxyParts): Outcome {
  const { flow, method } = request;
  if (flow === undefined || !mayOpenDialog(method)) return undefined;
  // A trunk gets what Asterisk wrote, as in the answers to it.
  if (!parts.options.trunks.has(flow.remote.address)) mask(request, flow, parts);
  return undefined;
}

export function maskResponseContact(response: AsteriskResponse, parts: ProxyParts): Outcome {
  const { token, method, statusCode } = response;
  if (token !== undefined && !token.isTrunk && mayOpenDialog(method) && mayCarryDialog(statusCode))
    mask(response, token, parts);
  return undefined;
}

function mask(message: Message, { local, remote }: Flow, parts: ProxyParts): void {
  const contact = readHeaderUri(message.view, headerName.contact);
  const socket = parts.deviceSide.find(local, remote.address);
  const asterisk = parts.peers.find(message.source);
  if (contact === undefined || socket === undefined || asterisk === undefined) return;
  const sentBy = sentByFor(socket, remote.address, parts.localNetworks);
  message.edit.replace(contact.start, contact.end, maskContact(contact.uri, sentBy, asterisk.name));
}

/** A Request-URI that is Asterisk's Contact, masked, becomes what Asterisk wrote. */
export function unmaskTarget(request: PhoneRequest, { deviceSide, peers }: ProxyParts): Outcome {
  if (!request.target.includes(';fe=')) return undefined;
  const uri = parseUri(request.target);
  if (uri instanceof ParseFailure || uri.kind === 'opaque') return undefined;
  const host = parseIpAddress(uri.host) ?? uri.host.toLowerCase();
  const masked = deviceSide.isOwn(host, uri.port || 5060) ? unmaskContact(uri) : undefined;
  const asterisk = masked && peers.named(masked.asterisk);
  if (masked === undefined || asterisk === undefined) return undefined;
  request.target = masked.uri;
  request.asterisk = asterisk;
  return undefined;
}
