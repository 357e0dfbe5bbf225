// Asterisk may tell of a contact before a mirror shows the REGISTER that made it: where the contact leads
// to the phone itself, by its own Contact or its source, both are one device. chan_sip has one contact
// for each peer, wherever it leads to.

import { readContactPlace } from './address-text.ts';
import type { Changes } from './changes.ts';
import type { Device } from './device.ts';
import type { Knowledge } from './knowledge.ts';

/** Takes over what Asterisk said of a device that only it told of, and that is this one. */
export function absorbUnseen(knowledge: Knowledge, device: Device, changes: Changes): void {
  const { wire, asteriskView: own } = device;
  if (wire === undefined) return;
  const isSip = knowledge.asterisks.settingsOf(device.asterisk, device.aor)?.driver === 'chan_sip';
  // With `registration: path` farend's token is not in the contact.
  if (!isSip && device.token !== '' && own !== undefined) return;
  const places = [wire.source, readContactPlace(wire.contact).hostPort];
  for (const other of knowledge.table.ofAor(device.aor)) {
    if (other === device || other.isPlaceholder || other.wire !== undefined) continue;
    const { token, asteriskView } = other;
    if (token !== '' || asteriskView === undefined) continue;
    if (!isSip && !places.includes(readContactPlace(asteriskView.contactUri).hostPort)) continue;
    knowledge.setAsterisk(device, other.asterisk);
    takeView(device, other);
    knowledge.remove(other, changes);
  }
}

/** What Asterisk said of another device, which is this one. */
export function takeView(device: Device, { asteriskView: told }: Device): void {
  if (told !== undefined)
    device.asteriskView = { ...told, lastRefusal: device.asteriskView?.lastRefusal };
}
