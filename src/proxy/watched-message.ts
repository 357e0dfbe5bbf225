// The four kinds of message as the watch over dialogs takes them, once each is on its way. Sizes are
// those between farend and the phone: what farend adds towards Asterisk stays on a wire of ours.

import { headerName } from '../sip/header-name.ts';
import type { WatchedCredentials, WatchedMessage } from '../watch/watched-message.ts';
import type { Flow } from './flow.ts';
import type { AsteriskRequest, AsteriskResponse, PhoneRequest, PhoneResponse } from './message.ts';
import type { ProxyParts } from './proxy-parts.ts';
import type { ViaToken } from './via-token.ts';

export function watchPhoneRequest(request: PhoneRequest, parts: ProxyParts): WatchedMessage {
  const { view, mandatory, receivedAt, phone, socket, isTrunk, dialog } = request;
  const device = request.device || dialog?.device;
  const binding = device ? parts.bindings.find(device) : undefined;
  return {
    time: receivedAt,
    view,
    mandatory,
    sentBy: 'phone',
    phone,
    localSocket: socket.name,
    device: device || undefined,
    // In a dialog From may be what Asterisk calls the phone, and of a trunk it is a caller far away.
    aor: binding?.aor ?? (dialog === undefined && !isTrunk ? request.aor : ''),
    userAgent: view.firstValue(headerName.userAgent) ?? binding?.userAgent ?? '',
    isOutside: dialog?.isOutside ?? request.isOutside,
    isTrunk,
    size: view.text.length,
    body: undefined,
    credentials: readCredentials(request, parts),
  };
}

function readCredentials(
  { credentials, username = '', nonce = '', digestResponse }: PhoneRequest,
  { responseTags }: ProxyParts,
): WatchedCredentials | undefined {
  if (credentials !== 'passed') return undefined;
  return { username, nonce, responseTag: digestResponse && responseTags.hex(digestResponse) };
}

/** @param size in bytes, as it left */
export function watchAsteriskRequest(
  request: AsteriskRequest,
  { local, remote }: Flow,
  size: number,
  parts: ProxyParts,
): WatchedMessage {
  const { view, mandatory, receivedAt, device, isOutside, newBody } = request;
  const binding = device === '' ? undefined : parts.bindings.find(device);
  return {
    time: receivedAt,
    view,
    mandatory,
    sentBy: 'asterisk',
    phone: remote,
    localSocket: local,
    device: device || undefined,
    aor: binding?.aor ?? '',
    userAgent: binding?.userAgent ?? '',
    isOutside,
    isTrunk: parts.options.trunks.has(remote.address),
    size,
    body: newBody,
    credentials: undefined,
  };
}

/** @param size in bytes, as it left */
export function watchAsteriskResponse(
  { view, mandatory, receivedAt, isOutside, newBody }: AsteriskResponse,
  { local, remote, isTrunk }: ViaToken,
  size: number,
): WatchedMessage {
  return {
    time: receivedAt,
    view,
    mandatory,
    sentBy: 'asterisk',
    phone: remote,
    localSocket: local,
    device: undefined,
    aor: '',
    userAgent: '',
    isOutside,
    isTrunk,
    size,
    body: newBody,
    credentials: undefined,
  };
}

export function watchPhoneResponse(
  { view, mandatory, receivedAt, source, socket }: PhoneResponse,
  { device, isOutside }: ViaToken,
  parts: ProxyParts,
): WatchedMessage {
  return {
    time: receivedAt,
    view,
    mandatory,
    sentBy: 'phone',
    phone: source,
    localSocket: socket.name,
    device: device || undefined,
    aor: '',
    userAgent: '',
    isOutside,
    isTrunk: parts.options.trunks.has(source.address),
    size: view.text.length,
    body: undefined,
    credentials: undefined,
  };
}
