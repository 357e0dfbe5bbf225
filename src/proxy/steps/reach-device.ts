// A request of Asterisk to a phone: the token of our Route, or the one in the Request-URI, names the
// device, and the datagram leaves by the flow that was proven last. A Request-URI that is ours gives
// way to the phone's own Contact; in a dialog it is the phone's already.

import { headerName } from '../../sip/header-name.ts';
import { readHeaderUri } from '../../sip/header-uri.ts';
import { parseUri } from '../../sip/uri.ts';
import { leadsTo, readDeviceToken } from '../contact-token.ts';
import { sentByFor } from '../device-side.ts';
import { isPath } from '../dialog-token.ts';
import type { Flow } from '../flow.ts';
import type { AsteriskRequest, PhoneResponse } from '../message.ts';
import { drop, type Outcome, respond } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import { formatVia, plainToken } from '../via-token.ts';
import { watchAsteriskRequest, watchPhoneResponse } from '../watched-message.ts';
import { makeRequestId } from './identify-request.ts';
import { popTopVia } from './relay-to-phone.ts';

/** 64·T1: what is answered later was given up (RFC 3261 §17.1.1.2). */
const QUESTION_MS = 32_000;

export function findDevice(request: AsteriskRequest, parts: ProxyParts): Outcome {
  const { dialog, target } = request;
  const uri = parseUri(target);
  const isOurs = 'kind' in uri && leadsTo(uri, parts.asteriskSide);
  const token = isOurs ? readDeviceToken(target, 0, target.length) : readTokenOfAck(request, parts);
  if (!isOurs && dialog === undefined && token === undefined) return respond(404, 'not-for-us');
  const device = resolveToken(token ?? dialog?.device ?? '', parts);
  if (isOurs) {
    // With rewrite_contact=yes and Path, the Request-URI comes back as ours, without a token.
    if (device === undefined) return respond(404, 'unknown-token');
    request.target = device.contactUri;
  }
  request.device = device?.token ?? '';
  chooseFlow(request, device);
  const address = request.flow?.remote.address ?? '';
  request.isOutside =
    dialog === undefined || isPath(dialog) ? !parts.localNetworks.has(address) : dialog.isOutside;
  return undefined;
}

/** The device's own where it was proven later than the dialog began; else that of the dialog. */
function chooseFlow(request: AsteriskRequest, device: ReachableDevice | undefined): void {
  const { dialog } = request;
  const isProvenLater =
    device !== undefined && (dialog === undefined || device.provenAt > dialog.time);
  request.flow = isProvenLater ? device.flow : dialog?.flow;
  request.flowTime = (isProvenLater ? device.provenAt : dialog?.time) ?? 0;
}

/**
 * The ACK of chan_sip to the 487 of a call that it has cancelled has no Route, and the phone's Contact
 * as Request-URI; its To is still the URI that the INVITE went to.
 */
function readTokenOfAck(
  { view, text, method, dialog }: AsteriskRequest,
  { asteriskSide }: ProxyParts,
): string | undefined {
  if (method !== 'ACK' || dialog !== undefined) return undefined;
  const to = readHeaderUri(view, headerName.to);
  return to !== undefined && leadsTo(to.uri, asteriskSide)
    ? readDeviceToken(text, to.start, to.end)
    : undefined;
}

interface ReachableDevice {
  readonly token: string;
  readonly flow: Flow;
  readonly provenAt: number;
  readonly contactUri: string;
}

/** A binding, or a phone whose registration Asterisk has accepted and not yet told us of. */
function resolveToken(token: string, parts: ProxyParts): ReachableDevice | undefined {
  if (token === '') return undefined;
  const binding = parts.bindings.find(token);
  if (binding !== undefined) return binding;
  const attempt = parts.attempts.findByToken(token);
  const mapped = attempt?.contacts.find((contact) => contact.token === token);
  if (attempt === undefined || mapped === undefined) return undefined;
  const { flow, observation } = attempt;
  return { token, flow, provenAt: observation.time, contactUri: mapped.uri };
}

export function relayToDevice(request: AsteriskRequest, parts: ProxyParts): Outcome {
  const { flow, source } = request;
  if (flow === undefined) return respond(404, 'unknown-token');
  const { local, remote } = flow;
  const socket = parts.deviceSide.find(local, remote.address);
  if (socket === undefined) return respond(480, 'no-flow');
  const sentBy = sentByFor(socket, remote.address, parts.localNetworks);
  const token = {
    ...plainToken,
    kind: 'relayed',
    id: makeRequestId(request, parts.hash),
    remote: source,
    isOutside: request.isOutside,
    device: request.device,
  } as const;
  request.insertOnTop(`Via: ${formatVia(parts.hash, sentBy, token, '').value}\r\n`);
  const text = request.format();
  socket.udp.send(text, remote);
  parts.watch.take(watchAsteriskRequest(request, flow, text.length, parts));
  parts.relayed.add('to-phone', request.method);
  const binding = request.device === '' ? undefined : parts.bindings.find(request.device);
  if (binding !== undefined && request.method !== 'ACK') parts.natOutcomes.noteAsked(binding);
  return undefined;
}

export function relayToAsker(response: PhoneResponse, parts: ProxyParts): Outcome {
  const { token } = response;
  if (token === undefined || parts.peers.find(token.remote) === undefined)
    return drop('foreign-response');
  if (popTopVia(response) === undefined) return drop('missing-header');
  noteSource(response, token.device, parts);
  parts.asteriskSide.send(response.format(), token.remote);
  parts.relayed.add('to-asterisk', response.method);
  parts.watch.take(watchPhoneResponse(response, token, parts));
  return undefined;
}

/** An answer counts wherever it comes from; one from elsewhere says that the phone is asymmetric. */
function noteSource(
  { source, receivedAt }: PhoneResponse,
  device: string,
  parts: ProxyParts,
): void {
  const binding = device === '' ? undefined : parts.bindings.find(device);
  if (binding === undefined) return;
  const { address, port } = binding.flow.remote;
  // A flow that is younger than the question was not asked by it.
  const isSettled = receivedAt - binding.provenAt > QUESTION_MS;
  const isSameAddress = address === source.address;
  const isFromFlow = isSameAddress && port === source.port;
  if (isFromFlow || isSettled) parts.natOutcomes.noteAnswer(binding, isFromFlow);
  if (!isSettled || isFromFlow) return;
  if (!isSameAddress || !parts.exemptions.answersFromElsewhere(binding, receivedAt))
    parts.notices.count('answer-from-elsewhere', source.address, receivedAt, binding.aor);
}
