// Joins what the wire showed with what Asterisk says: one record for each device. Pure: it has no
// clock, no socket and no file; whoever holds it tells the time.

import type { AsteriskEvent, EndpointState } from '../asterisk/asterisk-event.ts';
import { createWildcard } from '../base/wildcard.ts';
import type { ProxyNotice } from '../observation/proxy-notice.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { applyAuthentication } from './apply-authentication.ts';
import { applyContact } from './apply-contact.ts';
import { applyNotice } from './apply-notice.ts';
import { applyObservation } from './apply-observation.ts';
import { applyPeer } from './apply-peer.ts';
import { applyConnection, applySnapshot } from './apply-snapshot.ts';
import { Changes, completeNotes, type HistoryNote } from './changes.ts';
import { describeWorld } from './describe-world.ts';
import { type Device, readReach } from './device.ts';
import type { DeviceRecord, RecordChange } from './device-record.ts';
import { holdNews } from './held-news.ts';
import { Knowledge } from './knowledge.ts';
import { compareRecords, makeRecord, summarize } from './make-record.ts';
import { passTime } from './pass-time.ts';
import { fillPlace } from './placeholder.ts';
import { restoreRecord } from './restore-device.ts';
import { type NamedSite, type SiteSummary, summarizeSites } from './sites.ts';

export interface CorrelatorOptions {
  /** The names of the Asterisks in the configuration. */
  readonly asterisks: readonly string[];
  /** The first one whose networks hold an address names it. */
  readonly sites: readonly NamedSite[];
  /**
   * Whether somebody tells of the wire at the moment: a new device is told of when wire and Asterisk
   * have both spoken, or after a second. Default: nobody does.
   */
  readonly hearsWire?: () => boolean;
}

/** After a start Asterisk is asked first; registrations of an earlier life do not run out before. */
const CONFIRMED_WITHIN_MS = 10_000;

export class Correlator {
  private readonly knowledge: Knowledge;
  /** Until then, milliseconds since 1970. */
  private restoredUntil: number | undefined;
  private hasRestored = false;

  constructor({ asterisks, sites, hearsWire = () => false }: CorrelatorOptions) {
    this.knowledge = new Knowledge(asterisks, sites, hearsWire);
  }

  /** How many records there are without strangers. */
  get size(): number {
    return this.knowledge.table.size - this.strangers;
  }

  /** Records of accounts that Asterisk does not have. */
  get strangers(): number {
    let count = 0;
    for (const { record } of this.knowledge.table.all()) if (record?.isStranger) count += 1;
    return count;
  }

  /** New devices wait to be told of. */
  get isHolding(): boolean {
    return this.knowledge.held.size > 0;
  }

  applyObservation(observation: SipObservation): readonly RecordChange[] {
    return this.change(observation.time, (changes) =>
      applyObservation(this.knowledge, observation, changes),
    );
  }

  applyNotice(notice: ProxyNotice): readonly RecordChange[] {
    return this.change(notice.time, (changes) => applyNotice(this.knowledge, notice, changes));
  }

  applyAsterisk(event: AsteriskEvent): readonly RecordChange[] {
    return this.change(event.time, (changes) => {
      switch (event.kind) {
        case 'connection':
          return applyConnection(this.knowledge, event, changes);
        case 'contact':
          return applyContact(this.knowledge, event, changes);
        case 'authentication':
          return applyAuthentication(this.knowledge, event, changes);
        case 'peer':
          return applyPeer(this.knowledge, event, changes);
        case 'snapshot':
          return applySnapshot(this.knowledge, event, changes);
      }
    });
  }

  /** Twice a second: new devices have waited, registrations run out, and what is long gone is forgotten. */
  tick(nowMs: number): readonly RecordChange[] {
    if (this.hasRestored) this.restoredUntil ??= nowMs + CONFIRMED_WITHIN_MS;
    const mayExpire = this.restoredUntil === undefined || nowMs >= this.restoredUntil;
    return this.change(nowMs, (changes) => {
      passTime(this.knowledge, nowMs, mayExpire, changes);
      this.touchHeld(changes);
    });
  }

  /** Before the end: tells of new devices as they are, whoever has not spoken of them yet. */
  release(nowMs: number): readonly RecordChange[] {
    return this.change(nowMs, (changes) => this.touchHeld(changes), false);
  }

  /**
   * Before anything else: the records of an earlier life, as they were told last.
   *
   * @returns what the configuration changes of them
   */
  restore(records: Iterable<DeviceRecord>, nowMs: number): readonly RecordChange[] {
    return this.change(nowMs, (changes) => {
      for (const record of records) restoreRecord(this.knowledge, record, changes);
      this.hasRestored = this.knowledge.table.size > 0;
    });
  }

  /**
   * Forgets the devices of an endpoint, by its exact name: a stranger may call himself `*`. One that
   * Asterisk has goes on without a device.
   */
  forget(endpoint: string): readonly RecordChange[] {
    const devices = [...this.knowledge.table.all()].filter(
      (device) => device.endpoint === endpoint && !device.isPlaceholder,
    );
    const latest = devices.reduce((time, { record }) => Math.max(time, record?.changedAt ?? 0), 0);
    return this.change(latest, (changes) => {
      for (const device of devices) this.knowledge.forget(device, changes);
    });
  }

  *devices(): Iterable<DeviceRecord> {
    for (const { record } of this.knowledge.table.all()) if (record !== undefined) yield record;
  }

  /** @param endpoint a name, `*`, or a pattern with `*` in it; in the order of endpoints */
  find(endpoint: string): readonly DeviceRecord[] {
    return this.findDevices(endpoint)
      .flatMap(({ record }) => record ?? [])
      .sort(compareRecords);
  }

  sites(): readonly SiteSummary[] {
    return summarizeSites(this.devices());
  }

  /** Of the record's endpoint; undefined: its Asterisk has not said. */
  settingsOf({ asterisk, aor }: DeviceRecord): EndpointState | undefined {
    return this.knowledge.asterisks.settingsOf(asterisk, aor);
  }

  /** Of one Asterisk, by its name, as it told them last. */
  endpointsOf(asterisk: string): Iterable<EndpointState> {
    return this.knowledge.asterisks.get(asterisk)?.endpoints.values() ?? [];
  }

  /** The name of the site of a public address, or the address itself; '' for others. */
  siteOf(address: string): string {
    return this.knowledge.sites.find(address);
  }

  private findDevices(endpoint: string): readonly Device[] {
    const { table } = this.knowledge;
    const matches = endpoint.includes('*')
      ? createWildcard(endpoint)
      : (name: string) => name === endpoint;
    return [...table.all()].filter((device) => matches(device.endpoint));
  }

  private touchHeld(changes: Changes): void {
    for (const device of this.knowledge.held.keys()) changes.touch(device);
  }

  private change(
    timeMs: number,
    apply: (changes: Changes) => void,
    mayHold = true,
  ): readonly RecordChange[] {
    const changes = new Changes();
    apply(changes);
    holdNews(this.knowledge, timeMs, mayHold, changes);
    for (const aor of changes.aors) fillPlace(this.knowledge, aor, changes);
    const told: RecordChange[] = changes.removed.map((record) => ({
      record,
      before: summarize(record),
      history: [],
      isRemoved: true,
    }));
    for (const [device, notes] of changes.touched) {
      const changed = this.tell(device, notes, timeMs);
      if (changed !== undefined) told.push(changed);
    }
    return told;
  }

  private tell(
    device: Device,
    notes: readonly HistoryNote[],
    timeMs: number,
  ): RecordChange | undefined {
    if (!this.knowledge.table.has(device)) return undefined;
    this.knowledge.count(device, readReach(device));
    const before = device.record;
    const world = describeWorld(this.knowledge, device, timeMs);
    const record = makeRecord(device, world, timeMs);
    if (record === before && notes.length === 0) return undefined;
    device.record = record;
    const history = completeNotes(record, notes);
    return { record, before: before && summarize(before), history, isRemoved: false };
  }
}
