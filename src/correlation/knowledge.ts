// Everything that the correlation knows, and how devices come into it and go: the table of devices,
// and those of which nothing is told yet or that nobody may fill the memory with.

import { RecentMap } from '../base/recent-map.ts';
import type { Changes } from './changes.ts';
import { candidateOf, type Device, wasRegistered } from './device.ts';
import { DeviceTable } from './device-table.ts';
import type { HeldNews } from './held-news.ts';
import { KnownAsterisks } from './known-asterisks.ts';
import { PendingWords } from './pending-words.ts';
import { type NamedSite, Sites } from './sites.ts';

/** What is beyond is not kept: no Asterisk has that many phones. */
const MAX_DEVICES = 200_000;
/** Devices that tried to register, once or twice, and nothing follows from that. */
const MAX_CANDIDATES = 8_192;
/** Failing devices of accounts that no Asterisk is known to have: scanners make them up. */
const MAX_STRANGERS = 1_000;
/** Failing devices of one account that never registered: guessers of passwords come from anywhere. */
const MAX_FAILING_OF_AOR = 20;

export class Knowledge {
  readonly table = new DeviceTable();
  readonly asterisks: KnownAsterisks;
  readonly sites: Sites;
  readonly words = new PendingWords();
  readonly hearsWire: () => boolean;
  /** New devices that are not told of yet. */
  readonly held = new Map<Device, HeldNews>();
  /** Registered by the wire, and Asterisk has no contact of them any more. */
  readonly dropped = new Set<Device>();
  /** By AOR and address. */
  readonly candidates = new RecentMap<string, Device>(MAX_CANDIDATES, (device) =>
    this.table.forgetCallId(device),
  );
  private readonly strangers = new RecentMap<string, Device>(MAX_STRANGERS, (device) =>
    this.overflow.push(device),
  );
  private readonly overflow: Device[] = [];

  constructor(asterisks: readonly string[], sites: readonly NamedSite[], hearsWire: () => boolean) {
    this.hearsWire = hearsWire;
    this.asterisks = new KnownAsterisks(asterisks);
    this.sites = new Sites(sites);
  }

  /** False for one that was forgotten meanwhile. */
  has(device: Device): boolean {
    return this.table.has(device) || this.candidates.get(candidateOf(device)) === device;
  }

  /** The device is told of from now on; false when there is no room. */
  add(device: Device, changes: Changes): boolean {
    if (this.table.size >= MAX_DEVICES) return false;
    this.findPlace(device, changes);
    this.table.add(device);
    if (device.series.callId !== '') this.table.noteCallId(device, device.series.callId);
    changes.aors.add(device.aor);
    changes.touch(device);
    if (!wasRegistered(device) && !device.isPlaceholder) this.bound(device, changes);
    return true;
  }

  remove(device: Device, changes: Changes): void {
    this.table.remove(device);
    this.strangers.delete(device.id);
    this.dropped.delete(device);
    this.held.delete(device);
    this.count(device, 'unknown');
    changes.remove(device);
  }

  /** Removes a device because a person said so. */
  forget(device: Device, changes: Changes): void {
    changes.forgotten.add(device.aor);
    this.remove(device, changes);
  }

  /** The device is known under another token from now on. */
  rename(device: Device, id: string, token: string, changes: Changes): void {
    this.table.remove(device);
    this.strangers.delete(device.id);
    if (device.record !== undefined && device.id !== id) changes.removed.push(device.record);
    device.id = id;
    device.token = token;
    this.table.add(device);
    this.table.noteCallId(device, device.series.callId);
    changes.touch(device);
  }

  /** It registered, or its account is one of Asterisk's: it has to make room for others no more. */
  trust(device: Device): void {
    this.strangers.delete(device.id);
  }

  /** @param name '' when this event does not tell */
  setAsterisk(device: Device, name: string): void {
    const known = name || device.asterisk || this.asterisks.onlyName;
    if (known === device.asterisk) return;
    // What was counted for one Asterisk is counted for the other.
    this.count(device, 'unknown');
    device.asterisk = known;
  }

  /** Keeps count of whom an Asterisk reaches. */
  count(device: Device, reach: Device['reach']): void {
    if (reach === device.reach) return;
    const asterisk = this.asterisks.get(device.asterisk);
    if (asterisk !== undefined) {
      if (device.reach !== 'unknown') asterisk[device.reach] -= 1;
      if (reach !== 'unknown') asterisk[reach] += 1;
    }
    device.reach = reach;
  }

  /** An id that another has is made longer by where this one is. */
  private findPlace(device: Device, changes: Changes): void {
    if (this.table.find(device.id) === undefined) return;
    device.id = `${device.id}@${device.series.source}`;
    const other = this.table.find(device.id);
    if (other !== undefined) this.remove(other, changes);
  }

  private bound(device: Device, changes: Changes): void {
    if (this.isOfAccount(device)) this.boundFailing(device, changes);
    else this.strangers.set(device.id, device);
    for (const old of this.overflow.splice(0)) this.remove(old, changes);
  }

  /** After a start, before Asterisk is asked, what was known in an earlier life counts. */
  private isOfAccount({ aor, record }: Device): boolean {
    if (this.asterisks.findAor(aor) !== undefined) return true;
    return !this.asterisks.isEmpty && record?.isStranger === false;
  }

  private boundFailing({ aor }: Device, changes: Changes): void {
    const failing = this.table
      .ofAor(aor)
      .filter((device) => !device.isPlaceholder && !wasRegistered(device));
    if (failing.length <= MAX_FAILING_OF_AOR) return;
    const oldest = failing.reduce((a, b) => (a.series.lastAt <= b.series.lastAt ? a : b));
    this.remove(oldest, changes);
  }
}
