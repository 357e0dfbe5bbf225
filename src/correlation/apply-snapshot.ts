// All that an Asterisk has, after it was connected; and what becomes of it while it cannot be asked.

import type {
  ConnectionEvent,
  ContactState,
  EndpointState,
  SnapshotEvent,
} from '../asterisk/asterisk-event.ts';
import { applyContactState } from './apply-contact.ts';
import type { Changes } from './changes.ts';
import type { Device } from './device.ts';
import { isStranger } from './is-stranger.ts';
import type { Knowledge } from './knowledge.ts';

interface ContactList extends SnapshotEvent {
  readonly contacts: readonly ContactState[];
}

/** A list takes a while to be made: what the wire showed meanwhile is newer. */
const LIST_TAKES_MS = 30_000;

export function applyConnection(
  knowledge: Knowledge,
  event: ConnectionEvent,
  changes: Changes,
): void {
  knowledge.asterisks.noteConnection(event);
  if (event.isUp) return;
  for (const device of knowledge.table.all()) {
    if (device.asterisk !== event.asterisk) continue;
    const { asteriskView: view } = device;
    if (view !== undefined && view.status !== 'unknown')
      device.asteriskView = { ...view, status: 'unknown', since: event.time };
    changes.touch(device);
  }
}

export function applySnapshot(knowledge: Knowledge, event: SnapshotEvent, changes: Changes): void {
  const { asterisk, endpoints, contacts } = event;
  if (endpoints !== undefined) applyEndpoints(knowledge, asterisk, endpoints, changes);
  if (contacts !== undefined) applyContacts(knowledge, { ...event, contacts }, changes);
  for (const device of knowledge.table.all())
    if (device.asterisk === asterisk) changes.touch(device);
}

function applyEndpoints(
  knowledge: Knowledge,
  asterisk: string,
  endpoints: readonly EndpointState[],
  changes: Changes,
): void {
  const { asterisks, table } = knowledge;
  asterisks.replaceEndpoints(asterisk, endpoints);
  for (const device of table.all()) {
    nameEndpoint(knowledge, device);
    if (device.record?.isStranger !== isStranger(knowledge, device)) changes.touch(device);
    if (device.isPlaceholder) changes.aors.add(device.aor);
    // Its contact was told before anybody knew that it is no phone.
    else if (device.wire === undefined && asterisks.settingsOf(asterisk, device.aor)?.isTrunk)
      knowledge.remove(device, changes);
  }
  for (const account of asterisks.phoneAors()) changes.aors.add(account.aor);
}

function applyContacts(
  knowledge: Knowledge,
  { asterisk, time, contacts }: ContactList,
  changes: Changes,
): void {
  const listed = new Set<Device>();
  for (const contact of contacts) {
    const device = applyContactState(knowledge, asterisk, contact, time, changes);
    if (device === undefined) continue;
    listed.add(device);
    renew(device, contact.expiresAt, time);
    nameEndpoint(knowledge, device);
  }
  for (const device of knowledge.table.all())
    if (device.asterisk === asterisk && !listed.has(device))
      loseContact(knowledge, device, time, changes);
}

/** Asterisk has the registration, whatever was missed of the wire. */
function renew(device: Device, expiresAt: number, time: number): void {
  if (device.ending !== undefined && time - device.ending.at < LIST_TAKES_MS) return;
  if (expiresAt > 0 && expiresAt <= time) return;
  device.isRegistered = true;
  device.ending = undefined;
  // Nobody tells of its refreshes; Asterisk does of its end.
  if (device.wire !== undefined) device.expiresAt = Math.max(device.expiresAt, expiresAt);
}

function nameEndpoint(knowledge: Knowledge, device: Device): void {
  const account = knowledge.asterisks.findAor(device.aor);
  if (account === undefined) return;
  device.endpoint = account.endpoint;
  knowledge.trust(device);
}

function loseContact(knowledge: Knowledge, device: Device, time: number, changes: Changes): void {
  if (!device.isRegistered) return;
  if (device.wire === undefined) knowledge.remove(device, changes);
  else if (time - device.wire.lastSeen >= LIST_TAKES_MS) {
    const { asteriskView: view } = device;
    if (view !== undefined) device.asteriskView = { ...view, status: 'removed', since: time };
    knowledge.dropped.add(device);
  }
}
