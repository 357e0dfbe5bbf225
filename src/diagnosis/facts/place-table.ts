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
  private readonly addresses = new Map<string, AddressFacts>();
  private readonly sites = new Map<string, SiteFacts>();
  private readonly siteOf: (address: string) => string;
  private readonly drop: (facts: SubjectFacts) => void;
  private forgotAt = 0;

  constructor(siteOf: (address: string) => string, drop: (facts: SubjectFacts) => void) {
    this.siteOf = siteOf;
    this.drop = drop;
  }

  *all(): Iterable<AddressFacts | SiteFacts> {
    yield* this.addresses.values();
    yield* this.sites.values();
  }

  get(address: string): AddressFacts | undefined {
    return this.addresses.get(address);
  }

  /** One that something was heard of; undefined for '' and where there is no room for more. */
  find(address: string, time: number): AddressFacts | undefined {
    if (address === '') return undefined;
    const known = this.addresses.get(address);
    if (known === undefined && this.addresses.size >= MAX_ADDRESSES && !this.makeRoom())
      return undefined;
    const facts = known ?? createAddressFacts(address, this.siteOf(address));
    facts.lastAt = Math.max(facts.lastAt, time);
    this.addresses.set(address, facts);
    return facts;
  }

  /** The device is where its record says from now on. */
  move(device: DeviceFacts, before: DeviceRecord | undefined): Place {
    const { record } = device;
    const address = addressOf(record);
    const { lastSeen = 0 } = record.wire ?? {};
    if (before !== undefined) this.part(device, before, address);
    const place = { address: this.find(address, lastSeen), site: this.findSite(record.site) };
    place.address?.devices.add(device);
    place.site?.devices.add(device);
    return place;
  }

  leave(device: DeviceFacts): Place {
    const { record } = device;
    const place = {
      address: this.addresses.get(addressOf(record)),
      site: this.sites.get(record.site),
    };
    place.address?.devices.delete(device);
    place.site?.devices.delete(device);
    return place;
  }

  /** Forgets places where nobody is, now and then. */
  passTime(now: number): void {
    if (now - this.forgotAt < FORGET_EVERY_MS) return;
    this.forgotAt = now;
    for (const facts of this.addresses.values())
      if (facts.devices.size === 0 && now - facts.lastAt > QUIET_MS) this.forgetAddress(facts);
    for (const [name, facts] of this.sites) {
      if (facts.devices.size > 0) continue;
      this.sites.delete(name);
      this.drop(facts);
    }
  }

  private part(device: DeviceFacts, before: DeviceRecord, address: string): void {
    const old = addressOf(before);
    if (old !== address) this.addresses.get(old)?.devices.delete(device);
    if (before.site !== device.record.site) this.sites.get(before.site)?.devices.delete(device);
  }

  private findSite(name: string): SiteFacts | undefined {
    if (name === '') return undefined;
    const facts = this.sites.get(name) ?? createSiteFacts(name);
    this.sites.set(name, facts);
    return facts;
  }

  private makeRoom(): boolean {
    for (const facts of this.addresses.values()) {
      if (facts.devices.size > 0) continue;
      this.forgetAddress(facts);
      return true;
    }
    return false;
  }

  private forgetAddress(facts: AddressFacts): void {
    this.addresses.delete(facts.address);
    this.drop(facts);
  }
}

function addressOf({ wire }: DeviceRecord): string {
  return readAddress(wire?.source ?? '');
}
