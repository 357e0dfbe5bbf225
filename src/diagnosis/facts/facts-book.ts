// The facts of everybody: what is heard goes to the device, the address, the site and the Asterisk that
// it is about, and each of these is looked at again.

import { readAddress } from '../../correlation/address-text.ts';
import type { DeviceRecord, RecordChange } from '../../correlation/device-record.ts';
import type { DialogObservation } from '../../observation/dialog-observation.ts';
import type { ProxyNotice } from '../../observation/proxy-notice.ts';
import type { SipObservation } from '../../observation/sip-observation.ts';
import type { SubjectFacts } from '../rule.ts';
import type { World } from '../world.ts';
import {
  type AddressFacts,
  noteAddressChange,
  noteAddressDialog,
  noteAddressNotice,
  noteAddressRegister,
} from './address-facts.ts';
import { AsteriskFactsTable } from './asterisk-facts-table.ts';
import {
  type DeviceFacts,
  noteDeviceChange,
  noteDeviceNotice,
  noteDialog,
} from './device-facts.ts';
import { DeviceFactsTable } from './device-facts-table.ts';
import { createFarendFacts, noteLink } from './farend-facts.ts';
import { PlaceTable } from './place-table.ts';
import { noteRegister } from './register-facts.ts';

/** More are a scanner in the house. */
const MAX_COLLEAGUES = 3;
const SCANNER_STAYS_MS = 3_600_000;

export class FactsBook {
  readonly devices: DeviceFactsTable;
  readonly places: PlaceTable;
  readonly asterisks = new AsteriskFactsTable();
  readonly farend = createFarendFacts();
  private readonly touch: (facts: SubjectFacts) => void;
  private readonly drop: (facts: SubjectFacts) => void;

  /** @param drop is told of a subject that is no more */
  constructor(
    siteOf: (address: string) => string,
    touch: (facts: SubjectFacts) => void,
    drop: (facts: SubjectFacts) => void,
  ) {
    this.devices = new DeviceFactsTable();
    this.places = new PlaceTable(siteOf, drop);
    this.touch = touch;
    this.drop = drop;
  }

  *all(): Iterable<SubjectFacts> {
    yield this.farend;
    yield* this.asterisks.all();
    yield* this.places.all();
    yield* this.devices.all();
  }

  hearChange(change: RecordChange): void {
    const { record, isRemoved } = change;
    const isOutsider = record.isStranger && !this.isColleague(record);
    if (isOutsider && !isRemoved) this.noteStranger(record);
    if (isRemoved || isOutsider) {
      this.forget(record);
      return;
    }
    const { facts, before } = this.devices.keep(record);
    noteDeviceChange(facts, change);
    this.touch(facts);
    const { address, site } = this.places.move(facts, before);
    if (before === undefined) adoptNotices(facts, address);
    if (address !== undefined) noteAddressChange(address, change);
    if (address !== undefined) this.touch(address);
    if (site !== undefined) this.touch(site);
  }

  /** After what the correlation made of it. */
  hearRegister(observation: SipObservation): void {
    if (observation.method !== 'REGISTER' || observation.side !== 'device') return;
    const facts = this.devices.ofRegister(observation);
    if (facts === undefined) this.devices.keepForLater(observation);
    else {
      noteRegister(facts.registers, observation);
      this.touch(facts);
      const { statusCode, time } = observation;
      const isAccepted = statusCode >= 200 && statusCode < 300;
      if (isAccepted) this.asterisks.noteAccepted(facts.record.asterisk, time);
    }
    this.hearAt(observation, (address) => noteAddressRegister(address, observation));
  }

  hearDialog(observation: DialogObservation): void {
    const facts = this.findDevice(observation);
    if (facts !== undefined) {
      noteDialog(facts, observation);
      this.touch(facts);
    }
    this.hearAt(observation, (address) => noteAddressDialog(address, observation));
  }

  hearNotice(notice: ProxyNotice): void {
    if (notice.kind === 'asterisk-down' || notice.kind === 'asterisk-up')
      this.asterisks.hearNotice(notice);
    else this.hearOfAddress(notice);
  }

  hearWorld(world: World): void {
    const { farend } = this;
    farend.proxy = world.proxy && noteLink(farend.proxy, world.proxy, world.time);
    this.asterisks.hearWorld(world);
  }

  /** Seconds count for those on whom everything depends: they are looked at each time. */
  passTime(now: number): void {
    this.places.passTime(now);
    this.touch(this.farend);
    for (const asterisk of this.asterisks.all()) this.touch(asterisk);
  }

  private hearOfAddress(notice: ProxyNotice): void {
    const { kind, source, time, count, detail = '' } = notice;
    if (kind === 'scanner') {
      this.farend.scanners.noteKnown(source, time, count, detail);
      this.touch(this.farend);
    }
    const address = this.places.find(source, time);
    if (address === undefined) return;
    noteAddressNotice(address, notice);
    this.touch(address);
    for (const facts of address.devices) {
      if (!isAbout(notice, facts.record)) continue;
      noteDeviceNotice(facts, notice);
      this.touch(facts);
    }
  }

  private noteStranger({ wire, aor }: DeviceRecord): void {
    if (wire === undefined) return;
    const { source, lastSeen, userAgent } = wire;
    this.farend.scanners.noteStranger(readAddress(source), lastSeen, aor, userAgent);
    this.touch(this.farend);
  }

  private forget(record: DeviceRecord): void {
    const facts = this.devices.forget(record);
    if (facts === undefined) return;
    const { address, site } = this.places.leave(facts);
    if (address !== undefined) this.touch(address);
    if (site !== undefined) this.touch(site);
    this.drop(facts);
  }

  private hearAt(
    { source, time }: { readonly source: string; readonly time: number },
    note: (address: AddressFacts) => void,
  ): void {
    const address = this.places.find(readAddress(source), time);
    if (address === undefined) return;
    note(address);
    this.touch(address);
  }

  /** Where phones are registered one or two that try another account are phones with a typing error. */
  private isColleague({ id, wire }: DeviceRecord): boolean {
    const address = this.places.get(readAddress(wire?.source ?? ''));
    if (address === undefined || wire === undefined) return false;
    if (wire.lastSeen - address.triedManyAt < SCANNER_STAYS_MS) return false;
    const there = [...address.devices];
    const strangers = there.filter(({ record }) => record.isStranger && record.id !== id);
    if (strangers.length >= MAX_COLLEAGUES) {
      address.triedManyAt = wire.lastSeen;
      for (const { record } of strangers) this.forget(record);
      return false;
    }
    return there.some(({ record }) => record.isRegistered);
  }

  /** By the proxy's token; else by where it is, and by its account. */
  private findDevice({ source, device, aor }: DialogObservation): DeviceFacts | undefined {
    const there = [...(this.places.get(readAddress(source))?.devices ?? [])];
    const user = aor.split('@', 1)[0] as string;
    return (
      (device === undefined ? undefined : this.devices.ofToken(user, aor, device)) ??
      there.find(({ record }) => record.wire?.source === source) ??
      there.find(({ record }) => record.aor === user || record.aor === aor)
    );
  }
}

/** The proxy may notice something of a phone before anybody else knows of it. */
function adoptNotices(facts: DeviceFacts, address: AddressFacts | undefined): void {
  for (const notice of address?.notices.values() ?? [])
    if (isAbout(notice, facts.record)) noteDeviceNotice(facts, notice);
}

/** One that names an account is about that alone. */
function isAbout({ detail }: ProxyNotice, { aor }: DeviceRecord): boolean {
  return detail === undefined || !detail.includes('@')
    ? detail === undefined || detail === aor
    : detail === aor || detail.slice(0, detail.indexOf('@')) === aor;
}
