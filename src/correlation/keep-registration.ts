// A registration that was made, kept or moved: the phone has its place, its flow and its contact.

import type { BindingChange, SipObservation } from '../observation/sip-observation.ts';
import { absorbUnseen, takeView } from './absorb-unseen.ts';
import { readAddress, readContactPlace } from './address-text.ts';
import type { Changes } from './changes.ts';
import { candidateOf, type Device, wasRegistered } from './device.ts';
import { endRegistration } from './end-registration.ts';
import type { Knowledge } from './knowledge.ts';
import { makeWireView } from './wire-view.ts';

const MAX_FLOWS = 10;

export function keepRegistration(
  knowledge: Knowledge,
  device: Device,
  observation: SipObservation,
  change: BindingChange,
  changes: Changes,
): void {
  const { time, expires, source, device: token = '' } = observation;
  const before = device.wire?.source ?? '';
  const wasRegistered = device.isRegistered;
  device.isRegistered = true;
  device.ending = undefined;
  if (expires !== undefined) device.expiresAt = time + expires * 1_000;
  else if (!wasRegistered) device.expiresAt = 0;
  noteContact(knowledge, device, time);
  forgetFailures(knowledge, device, observation, changes);
  settle(knowledge, device, token, changes);
  if (!knowledge.table.has(device)) return;
  setWire(knowledge, device, observation);
  absorbUnseen(knowledge, device, changes);
  if (device.flows[0]?.source !== source) {
    const flow = { source: device.wire?.source ?? source, since: time };
    device.flows = [flow, ...device.flows].slice(0, MAX_FLOWS);
  }
  replaceOthers(knowledge, device, time, changes);
  const kind = wasRegistered ? change : 'created';
  const detail = kind === 'moved' && before !== '' ? `from ${before}` : '';
  changes.note(device, { time, kind, detail, statusCode: observation.statusCode });
}

/** Its 2xx is Asterisk's word that it has the contact; chan_sip says no more, or has said it before. */
function noteContact({ asterisks }: Knowledge, device: Device, time: number): void {
  const { asteriskView: view } = device;
  const isSip = asterisks.settingsOf(device.asterisk, device.aor)?.driver === 'chan_sip';
  const isUntold = isSip && (view === undefined || view.status === 'unknown');
  if (!isUntold && view?.status !== 'removed') return;
  const { contactUri = '', roundTripUs, lastRefusal } = view ?? {};
  device.asteriskView = {
    contactUri,
    status: 'unqualified',
    roundTripUs,
    since: time,
    lastRefusal,
  };
}

/** chan_sip has one registration for each peer: the latest. */
function replaceOthers(knowledge: Knowledge, device: Device, time: number, changes: Changes): void {
  const { asterisks, table } = knowledge;
  if (asterisks.settingsOf(device.asterisk, device.aor)?.driver !== 'chan_sip') return;
  for (const other of table.ofAor(device.aor))
    if (other !== device && other.isRegistered) endRegistration(other, 'dropped', time, changes);
}

/** Asterisk told of its contact first, and until then it was known for its failures only. */
function forgetFailures(
  knowledge: Knowledge,
  device: Device,
  { callId, contact, source }: SipObservation,
  changes: Changes,
): void {
  const { hostPort } = readContactPlace(contact);
  for (const other of knowledge.table.ofAor(device.aor)) {
    if (other === device || other.isPlaceholder || wasRegistered(other)) continue;
    const isThere =
      readAddress(other.series.source) === readAddress(source) &&
      readContactPlace(other.wire?.contact ?? '').hostPort === hostPort;
    if (isThere || other.series.callId === callId) knowledge.remove(other, changes);
  }
}

/** It is told of from now on, under the token that it has. */
function settle(knowledge: Knowledge, device: Device, token: string, changes: Changes): void {
  const { table, candidates } = knowledge;
  const isShown = table.has(device);
  candidates.delete(candidateOf(device));
  const id = token === '' ? device.id : `${device.aor}/${token}`;
  const other = table.find(id);
  // Somebody who failed in its name, or whom only Asterisk told of.
  if (token !== '' && other !== undefined && other !== device) {
    if (other.wire === undefined) takeView(device, other);
    knowledge.remove(other, changes);
  }
  if (!isShown) {
    device.token = token;
    device.id = id;
    knowledge.add(device, changes);
  } else if (token !== '' && device.token !== token) knowledge.rename(device, id, token, changes);
  knowledge.trust(device);
  changes.touch(device);
}

/** What the wire shows of it from now on. */
export function setWire(knowledge: Knowledge, device: Device, observation: SipObservation): void {
  device.producer = observation.producer === 'proxy' ? 'proxy' : 'hep';
  device.wire = makeWireView(observation, device.wire);
  device.site = knowledge.sites.find(readAddress(device.wire.source));
}
