// What chan_sip says of a peer: it has one registration for each, that of the device that registered
// last. One that neither proxy nor mirror saw is known by the address that Asterisk names.

import type { PeerEvent } from '../asterisk/asterisk-event.ts';
import {
  addUnseen,
  findLatest,
  isAlive,
  isUnseen,
  keepUnseen,
  removeContact,
  setView,
} from './apply-contact.ts';
import type { Changes } from './changes.ts';
import type { Device } from './device.ts';
import type { Knowledge } from './knowledge.ts';

export function applyPeer(knowledge: Knowledge, event: PeerEvent, changes: Changes): void {
  const { driver, status, time, asterisk } = event;
  // chan_pjsip tells the same of each contact.
  if (driver === 'chan_pjsip') return;
  const device = findPeer(knowledge, event) ?? addPeer(knowledge, event, changes);
  if (device === undefined) return;
  knowledge.setAsterisk(device, asterisk);
  const { asteriskView: view } = device;
  const contactUri = view?.contactUri ?? formatUri(event);
  const roundTripUs = undefined;
  if (status === 'unregistered') {
    if (view !== undefined) removeContact(knowledge, device, contactUri, time, changes);
  } else if (status === 'registered') {
    if (device.wire === undefined) keepUnseen(device);
    if (view === undefined || !isAlive(view))
      setView(device, { contactUri, status: 'unqualified', roundTripUs, since: time }, changes);
  } else if (status !== 'rejected')
    setView(device, { contactUri, status, roundTripUs, since: time }, changes);
}

function findPeer({ table }: Knowledge, { endpoint }: PeerEvent): Device | undefined {
  const devices = table.ofAor(endpoint);
  return findLatest(devices.filter(({ wire }) => wire !== undefined)) ?? devices.find(isUnseen);
}

/** Peers that never register are told of too, as reachable or not. */
function addPeer(knowledge: Knowledge, event: PeerEvent, changes: Changes): Device | undefined {
  const { asterisk, endpoint, status, address } = event;
  if (status !== 'registered' || address === undefined) return undefined;
  return addUnseen(
    knowledge,
    { asterisk, endpoint, aor: endpoint, uri: formatUri(event) },
    changes,
  );
}

function formatUri({ endpoint, address }: PeerEvent): string {
  return address === undefined ? '' : `sip:${endpoint}@${address}`;
}
