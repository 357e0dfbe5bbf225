// Which device a REGISTER is of: by the proxy's token, by Call-ID, by where its Contact leads, and for
// one that never succeeded, by account and address.

import type { SipObservation } from '../observation/sip-observation.ts';
import { readAddress, readContactPlace } from './address-text.ts';
import { candidateKey, type Device, wasRegistered } from './device.ts';
import type { DeviceTable } from './device-table.ts';
import type { Knowledge } from './knowledge.ts';

/** One that is told of, or a candidate; undefined for a new one. */
export function identifyDevice(
  knowledge: Knowledge,
  observation: SipObservation,
  aor: string,
): Device | undefined {
  const { table, candidates } = knowledge;
  const address = readAddress(observation.source);
  const isSuccess = observation.statusCode >= 200 && observation.statusCode < 300;
  const known = findKnown(knowledge, observation, aor, address);
  if (known !== undefined && (isSuccess || mayBeRefused(known, address))) return known;
  const failed = table
    .ofAor(aor)
    .find(
      (device) =>
        !device.isPlaceholder &&
        !wasRegistered(device) &&
        readAddress(device.series.source) === address,
    );
  return failed ?? candidates.get(candidateKey(aor, address));
}

/**
 * The proxy's token, unless that is a guess which does not hold: to a REGISTER without credentials, of
 * a phone that it does not know, the proxy gives the place of one beside it.
 */
export function readToken(
  { table }: Knowledge,
  { device: token, statusCode, credentials, callId, contact }: SipObservation,
): string | undefined {
  const isProven = credentials === 'passed' || (statusCode >= 200 && statusCode < 300);
  const known = token === undefined || isProven ? undefined : table.findByToken(token);
  if (known?.wire === undefined || !known.isRegistered) return token;
  const { wire } = known;
  const isSame =
    wire.callId === callId ||
    readContactPlace(wire.contact).hostPort === readContactPlace(contact).hostPort;
  return isSame ? token : undefined;
}

function findKnown(
  { table }: Knowledge,
  { device: token, callId, contact }: SipObservation,
  aor: string,
  address: string,
): Device | undefined {
  const byToken = token === undefined ? undefined : table.findByToken(token);
  if (byToken !== undefined) return findComer(table, byToken, callId) ?? byToken;
  const isOther = (device: Device) =>
    token !== undefined && device.token !== '' && wasRegistered(device);
  const byCallId = table.findByCallId(callId);
  if (byCallId !== undefined && byCallId.aor === aor && !isOther(byCallId)) return byCallId;
  const { hostPort } = readContactPlace(contact);
  return table.ofAor(aor).find((device) => !isOther(device) && isAt(device, hostPort, address));
}

/**
 * The one whose REGISTERs a mirror has shown until now, and which comes through farend: Asterisk has told
 * of its new contact first, and nobody has seen that one on the wire.
 */
function findComer(table: DeviceTable, unseen: Device, callId: string): Device | undefined {
  const comer = table.findByCallId(callId);
  const isUnseen = unseen.wire === undefined && unseen.producer === 'asterisk';
  return isUnseen && comer?.aor === unseen.aor && comer.token === '' ? comer : undefined;
}

/** The same Contact; at another address it is another phone, unless the first has gone from there. */
function isAt(device: Device, hostPort: string, address: string): boolean {
  const { wire, asteriskView, isRegistered, isPlaceholder, token } = device;
  if (isPlaceholder || hostPort === '') return false;
  if (wire === undefined)
    return token === '' && readContactPlace(asteriskView?.contactUri ?? '').hostPort === hostPort;
  if (readContactPlace(wire.contact).hostPort !== hostPort) return false;
  return readAddress(wire.source) === address || (!isRegistered && wasRegistered(device));
}

/** Whoever fails from elsewhere while a phone is registered is not that phone. */
function mayBeRefused({ isRegistered, wire }: Device, address: string): boolean {
  return !isRegistered || wire === undefined || readAddress(wire.source) === address;
}
