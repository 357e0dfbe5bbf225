// What Asterisk says of a contact: that it has one, that it answers, that it is gone. A contact is of
// the device whose token it bears, or that it leads to.

import type { ContactEvent, ContactState } from '../asterisk/asterisk-event.ts';
import { readContactPlace } from './address-text.ts';
import type { Changes } from './changes.ts';
import { createDevice, type Device } from './device.ts';
import type { AsteriskView } from './device-record.ts';
import type { Knowledge } from './knowledge.ts';

/** AMI and ARI tell the same, one later than the other. */
const TOLD_TWICE_MS = 5_000;

export function applyContact(knowledge: Knowledge, event: ContactEvent, changes: Changes): void {
  const { asterisk, endpoint, aor, uri, status, time, roundTripUs } = event;
  const found = findByContact(knowledge, aor, uri);
  if (status === 'removed') {
    if (found !== undefined) removeContact(knowledge, found, uri, time, changes);
    return;
  }
  const device = found ?? addUnseen(knowledge, event, changes);
  if (device === undefined) return;
  knowledge.setAsterisk(device, asterisk);
  if (endpoint !== '') device.endpoint = endpoint;
  if (isOldNews(device, event)) return;
  if (device.wire === undefined) keepUnseen(device);
  const told = status === 'created' ? 'unqualified' : status;
  setView(device, { contactUri: uri, status: told, roundTripUs, since: time }, changes);
}

/** Told once more, by ARI after AMI: what is known of it by now is newer. */
function isOldNews({ asteriskView: view }: Device, { uri, status, time }: ContactEvent): boolean {
  if (view === undefined || view.contactUri !== uri || !isAlive(view)) return false;
  return status === 'created' || (status === 'unqualified' && time - view.since < TOLD_TWICE_MS);
}

export function isAlive({ status }: AsteriskView): boolean {
  return status !== 'removed' && status !== 'unknown';
}

/** A contact from Asterisk's own list; returns its device. */
export function applyContactState(
  knowledge: Knowledge,
  asterisk: string,
  contact: ContactState,
  time: number,
  changes: Changes,
): Device | undefined {
  const { aor, uri, status, roundTripUs, callId, endpoint } = contact;
  const device =
    findByContact(knowledge, aor, uri, callId) ??
    findUnseenPeer(knowledge, asterisk, aor) ??
    addUnseen(knowledge, { asterisk, endpoint, aor, uri }, changes);
  if (device === undefined) return undefined;
  knowledge.setAsterisk(device, asterisk);
  if (endpoint !== '') device.endpoint = endpoint;
  setView(device, { contactUri: uri, status, roundTripUs, since: time }, changes);
  return device;
}

function findByContact(
  { table }: Knowledge,
  aor: string,
  uri: string,
  callId = '',
): Device | undefined {
  const { token, hostPort } = readContactPlace(uri);
  if (token !== '') return table.findByToken(token);
  const devices = table.ofAor(aor).filter(({ isPlaceholder }) => !isPlaceholder);
  return (
    devices.find(({ asteriskView }) => asteriskView?.contactUri === uri) ??
    (callId === '' ? undefined : devices.find(({ wire }) => wire?.callId === callId)) ??
    findLatest(
      devices.filter(
        ({ wire }) =>
          wire !== undefined &&
          (wire.source === hostPort || readContactPlace(wire.contact).hostPort === hostPort),
      ),
    )
  );
}

/** chan_sip has one registration for each peer, told by its address at first, then by its Contact. */
function findUnseenPeer(
  { asterisks, table }: Knowledge,
  asterisk: string,
  aor: string,
): Device | undefined {
  if (asterisks.settingsOf(asterisk, aor)?.driver !== 'chan_sip') return undefined;
  return table.ofAor(aor).find(isUnseen);
}

/** Only Asterisk tells of it. */
export function isUnseen({ isPlaceholder, token, wire, producer }: Device): boolean {
  return !isPlaceholder && token === '' && wire === undefined && producer === 'asterisk';
}

export function findLatest(devices: readonly Device[]): Device | undefined {
  return devices.reduce<Device | undefined>(
    (latest, device) =>
      (device.wire?.lastSeen ?? 0) > (latest?.wire?.lastSeen ?? -1) ? device : latest,
    undefined,
  );
}

/** A device that only Asterisk tells of. */
export function addUnseen(
  knowledge: Knowledge,
  { asterisk, endpoint, aor, uri }: Pick<ContactEvent, 'asterisk' | 'endpoint' | 'aor' | 'uri'>,
  changes: Changes,
): Device | undefined {
  if (knowledge.asterisks.settingsOf(asterisk, aor)?.isTrunk === true) return undefined;
  const { token, hostPort } = readContactPlace(uri);
  const id = `${aor}/${token === '' ? hostPort : token}`;
  const known = knowledge.table.find(id);
  if (known !== undefined) return known;
  const device = createDevice(id, aor, 'asterisk');
  device.token = token;
  device.endpoint = endpoint === '' ? aor : endpoint;
  device.isRegistered = true;
  return knowledge.add(device, changes) ? device : undefined;
}

export function keepUnseen(device: Device): void {
  device.isRegistered = true;
  device.ending = undefined;
}

export function removeContact(
  knowledge: Knowledge,
  device: Device,
  uri: string,
  time: number,
  changes: Changes,
): void {
  const { asteriskView: view, wire } = device;
  // A contact that it had before, or one of another Path.
  if (view === undefined || view.contactUri !== uri) return;
  setView(device, { ...view, status: 'removed', since: time }, changes);
  // The wire tells why, in a moment; of one that it does not know nobody will.
  if (wire === undefined) knowledge.remove(device, changes);
  else if (device.isRegistered) knowledge.dropped.add(device);
}

/** Keeps since when it is so, and tells when it began or ceased to answer. */
export function setView(
  device: Device,
  fresh: Omit<AsteriskView, 'lastRefusal'>,
  changes: Changes,
): void {
  const { asteriskView: view } = device;
  const isSame = view?.status === fresh.status && view.contactUri === fresh.contactUri;
  const roundTripUs = fresh.roundTripUs ?? (isSame ? view.roundTripUs : undefined);
  changes.touch(device);
  if (isSame && view.roundTripUs === roundTripUs) return;
  device.asteriskView = {
    ...fresh,
    roundTripUs,
    since: isSame ? view.since : fresh.since,
    lastRefusal: view?.lastRefusal,
  };
  if (isSame) return;
  const time = fresh.since;
  const { source = '' } = device.wire ?? {};
  if (fresh.status === 'unreachable') changes.note(device, { time, kind: 'unreachable', source });
  else if (fresh.status === 'reachable' && device.record?.asteriskView?.status === 'unreachable')
    changes.note(device, { time, kind: 'reachable', source });
}
