// The facts of public addresses and of sites: who is there, and who has gone.

import { readAddress } from '../../correlation/address-text.ts';
import type { DeviceRecord } from '../../correlation/device-record.ts';
import type { SubjectFacts } from '../rule.ts';
import { type AddressFacts, createAddressFacts } from './address-facts.ts';
import type { DeviceFacts } from './device-facts.ts';
import { createSiteFacts, type SiteFacts } from './site-facts.ts';

/** Addresses without a phone: scanners come from everywhere. */
const MAX_ADDRESSES = 16_384;
/** Nothing was heard for that long of an address where no phone is. */
const QUIET_MS = 3_600_000;
const FORGET_EVERY_MS = 60_000;

interface Place {
  readonly address: AddressFacts | undefined;
  readonly site: SiteFacts | undefined;
}

export class PlaceTable {
  /** Where phones are. */
  private readonly homes = new Map<string, AddressFacts>();
  /** Where none is, what was heard of longest ago first. */
  private readonly others = new Map<string, AddressFacts>();
  private readonly sites = new Map<string, SiteFacts>();
  private readonly siteOf: (address: string) => string;
  private readonly drop: (facts: SubjectFacts) => void;
  private forgotAt = 0;

  constructor(siteOf: (address: string) => string, drop: (facts: SubjectFacts) => void) {
    this.siteOf = siteOf;
    this.drop = drop;
  }

  *all(): Iterable<AddressFacts | SiteFacts> {
    yield* this.homes.values();
    yield* this.others.values();
    yield* this.sites.values();
  }

  get(address: string): AddressFacts | undefined {
    return this.homes.get(address) ?? this.others.get(address);
  }

  /** One that something was heard of; undefined for ''. */
  find(address: string, time: number): AddressFacts | undefined {
    if (address === '') return undefined;
    const facts = this.get(address) ?? createAddressFacts(address, this.siteOf(address));
    facts.lastAt = Math.max(facts.lastAt, time);
    this.place(facts);
    return facts;
  }

  /** The device is where its record says from now on. */
  move(device: DeviceFacts, before: DeviceRecord | undefined): Place {
    const { record } = device;
    const address = addressOf(record);
    if (before !== undefined && addressOf(before) !== address)
      this.part(device, this.homes.get(addressOf(before)));
    if (before !== undefined && before.site !== record.site)
      this.sites.get(before.site)?.devices.delete(device);
    const place = {
      address: this.find(address, record.wire?.lastSeen ?? 0),
      site: this.findSite(record.site),
    };
    place.address?.devices.add(device);
    place.site?.devices.add(device);
    if (place.address !== undefined) this.place(place.address);
    return place;
  }

  leave(device: DeviceFacts): Place {
    const { record } = device;
    const place = {
      address: this.homes.get(addressOf(record)),
      site: this.sites.get(record.site),
    };
    this.part(device, place.address);
    place.site?.devices.delete(device);
    return place;
  }

  /** Forgets places where nobody is, now and then. */
  passTime(now: number): void {
    if (now - this.forgotAt < FORGET_EVERY_MS) return;
    this.forgotAt = now;
    for (const facts of this.others.values())
      if (now - facts.lastAt > QUIET_MS) this.forgetAddress(facts);
    for (const [name, facts] of this.sites) {
      if (facts.devices.size > 0) continue;
      this.sites.delete(name);
      this.drop(facts);
    }
  }

  private part(device: DeviceFacts, address: AddressFacts | undefined): void {
    if (address === undefined) return;
    address.devices.delete(device);
    this.place(address);
  }

  /** Among those where phones are, or among the others, of which there may be so many. */
  private place(facts: AddressFacts): void {
    const { address, devices } = facts;
    this.others.delete(address);
    if (devices.size > 0) {
      this.homes.set(address, facts);
      return;
    }
    this.homes.delete(address);
    this.others.set(address, facts);
    if (this.others.size <= MAX_ADDRESSES) return;
    const [oldest] = this.others.values();
    if (oldest !== undefined) this.forgetAddress(oldest);
  }

  private findSite(name: string): SiteFacts | undefined {
    if (name === '') return undefined;
    const facts = this.sites.get(name) ?? createSiteFacts(name);
    this.sites.set(name, facts);
    return facts;
  }

  private forgetAddress(facts: AddressFacts): void {
    this.others.delete(facts.address);
    this.drop(facts);
  }
}

function addressOf({ wire }: DeviceRecord): string {
  return readAddress(wire?.source ?? '');
}
