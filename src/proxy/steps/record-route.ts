// farend stays in the path of every dialog: two Record-Routes, one for each side (RFC 3261 §16.6 step 4,
// RFC 5658). The one of the Asterisk side carries the token; it names exactly the socket that we send
// from, since chan_pjsip with rewrite_contact=yes writes the packet's source there (res_pjsip_nat).

import { headerName } from '../../sip/header-name.ts';
import { readHeaderUri, readValueUri } from '../../sip/header-uri.ts';
import { findValues, type ValueSpan } from '../../sip/header-values.ts';
import type { Binding } from '../binding.ts';
import { leadsTo } from '../contact-token.ts';
import { sentByFor } from '../device-side.ts';
import { mayCarryDialog, mayOpenDialog } from '../dialog-method.ts';
import { type DialogToken, formatDialogToken, readDialogToken } from '../dialog-token.ts';
import { isSameFlow } from '../flow.ts';
import { keepValues } from '../keep-values.ts';
import type { AsteriskRequest, PhoneRequest, PhoneResponse } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function recordRouteToAsterisk(request: PhoneRequest, parts: ProxyParts): Outcome {
  // Asterisk would take a Record-Route in a dialog that began without one for a reason not to correct
  // the Contact (chan_pjsip, rewrite_contact=yes), and send its next request to a private address.
  if (request.isDirect || !mayOpenDialog(request.method)) return undefined;
  const device = request.isTrunk ? undefined : findCaller(request, parts);
  request.device = device?.token ?? request.dialog?.device ?? '';
  const token: DialogToken = {
    device: request.device,
    flow: request.flow,
    time: request.receivedAt,
    asterisk: request.asterisk?.name ?? '',
    isOutside: request.dialog?.isOutside ?? request.isOutside,
    provesFlow: device !== undefined && isOwnAccount(request, device),
  };
  const [asteriskSide, deviceSide] = formatEntries(token, request.source.address, parts);
  request.insertOnTop(asteriskSide + deviceSide);
  return undefined;
}

export function recordRouteToPhone(request: AsteriskRequest, parts: ProxyParts): Outcome {
  const { flow } = request;
  if (!mayOpenDialog(request.method) || flow === undefined) return undefined;
  const token: DialogToken = {
    device: request.device,
    flow,
    // Not the present time: what Asterisk sends again has to reach the phone as the same bytes.
    time: request.flowTime,
    asterisk: parts.peers.find(request.source)?.name ?? '',
    isOutside: request.isOutside,
    provesFlow: false,
  };
  const [asteriskSide, deviceSide] = formatEntries(token, flow.remote.address, parts);
  request.insertOnTop(deviceSide + asteriskSide);
  return undefined;
}

/**
 * RFC 3261 §12.1.1 has phones copy the Record-Routes into their answers. Where one has not, Asterisk
 * would send the rest of the dialog straight to the phone's private address: they are put back. One of
 * another device's dialog, which the phone has no business to know, goes.
 */
export function restoreRecordRoute(response: PhoneResponse, parts: ProxyParts): Outcome {
  const { method, statusCode, token, view } = response;
  if (token === undefined || !mayOpenDialog(method) || !mayCarryDialog(statusCode))
    return undefined;
  const values = findValues(view, headerName.recordRoute);
  const isTrue = (value: ValueSpan) => readOwnDevice(view.text, value, parts) === token.device;
  const isFalse = (value: ValueSpan) => {
    const device = readOwnDevice(view.text, value, parts);
    return device !== undefined && device !== token.device;
  };
  if (values.some(isFalse)) keepValues(response, values, (value) => !isFalse(value));
  if (values.some(isTrue)) return undefined;
  const { address, port } = response.source;
  const entries = formatEntries(
    {
      device: token.device,
      flow: { local: response.socket.name, remote: { address, port } },
      // Where the answer came from may not be where the phone listens: the binding knows better.
      time: 0,
      asterisk: parts.peers.find(token.remote)?.name ?? '',
      isOutside: token.isOutside,
      provesFlow: false,
    },
    address,
    parts,
  );
  const [asteriskSide, deviceSide] = entries;
  response.insertOnTop(deviceSide + asteriskSide);
  return undefined;
}

/** The device that our Record-Route of the Asterisk side names, '' without a right token; else undefined. */
function readOwnDevice(
  text: string,
  { start, end }: ValueSpan,
  { hash, asteriskSide }: ProxyParts,
): string | undefined {
  const uri = readValueUri(text, start, end)?.uri;
  if (uri === undefined || !leadsTo(uri, asteriskSide)) return undefined;
  return (uri.user === undefined ? undefined : readDialogToken(hash, uri.user))?.device ?? '';
}

/** The lines of both sides. */
function formatEntries(
  token: DialogToken,
  phoneAddress: string,
  { hash, asteriskSide, deviceSide, localNetworks }: ProxyParts,
): readonly [string, string] {
  const socket = deviceSide.find(token.flow.local, phoneAddress);
  const toPhone =
    socket === undefined ? token.flow.local : sentByFor(socket, phoneAddress, localNetworks);
  return [
    `Record-Route: <sip:${formatDialogToken(hash, token)}@${asteriskSide.name};lr>\r\n`,
    `Record-Route: <sip:${toPhone};lr>\r\n`,
  ];
}

/** The device of the account that is at this flow; else the only one of this Contact and model. */
function findCaller(request: PhoneRequest, { bindings }: ProxyParts): Binding | undefined {
  const devices = bindings.ofAor(request.aor);
  if (devices.length === 0) return undefined;
  const { flow } = request;
  const here = devices.find((device) => isSameFlow(device.flow, flow));
  if (here !== undefined) return here;
  const { view, text } = request;
  const contact = readHeaderUri(view, headerName.contact);
  const uri = contact && text.slice(contact.start, contact.end);
  const userAgent = view.firstValue(headerName.userAgent) ?? '';
  const alike = devices.filter(
    (device) => device.contactUri === uri && device.userAgent === userAgent,
  );
  return alike.length === 1 ? alike[0] : undefined;
}

/**
 * Credentials of another account than the device's may be good, and prove nothing about it. From another
 * address it may be a second phone of the account, with the same Contact in another office: a REGISTER
 * tells them apart.
 */
function isOwnAccount(
  { username, aor, credentials, phone }: PhoneRequest,
  device: Binding,
): boolean {
  if (credentials !== 'passed' || device.address !== phone.address) return false;
  return username === device.username || aor.startsWith(`${username}@`);
}
