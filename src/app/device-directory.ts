// The devices as they are known now: what is heard of them goes through the correlation, what changes
// is written down and told.

import type { CompanionHealth, CompanionView } from '../api/companion-view.ts';
import type { AsteriskEvent } from '../asterisk/asterisk-event.ts';
import { Correlator, type CorrelatorOptions } from '../correlation/correlator.ts';
import type {
  DeviceRecord,
  RecordChange,
  RegistrationChange,
} from '../correlation/device-record.ts';
import type { SiteSummary } from '../correlation/sites.ts';
import type { RecordStore } from '../correlation/state/record-store.ts';
import type { ProxyNotice } from '../observation/proxy-notice.ts';
import type { SipObservation } from '../observation/sip-observation.ts';

export interface DirectoryListener {
  /** Never empty. */
  readonly onChanges: (changes: readonly RecordChange[]) => void;
  /** How those are from whom it hears. */
  readonly health: () => CompanionHealth;
}

export class DeviceDirectory implements CompanionView {
  readonly health: () => CompanionHealth;
  private readonly correlator: Correlator;
  private readonly store: RecordStore;
  private readonly onChanges: (changes: readonly RecordChange[]) => void;

  constructor(options: CorrelatorOptions, store: RecordStore, listener: DirectoryListener) {
    this.correlator = new Correlator(options);
    this.store = store;
    this.health = listener.health;
    this.onChanges = listener.onChanges;
  }

  get size(): number {
    return this.correlator.size;
  }

  /** Records of accounts that Asterisk does not have. */
  get strangers(): number {
    return this.correlator.strangers;
  }

  /** Before anything is heard. */
  restore(records: Iterable<DeviceRecord>, nowMs: number): void {
    this.tell(this.correlator.restore(records, nowMs));
  }

  devices(): Iterable<DeviceRecord> {
    return this.correlator.devices();
  }

  hearObservation(observation: SipObservation): void {
    this.tell(this.correlator.applyObservation(observation));
  }

  hearNotice(notice: ProxyNotice): void {
    this.tell(this.correlator.applyNotice(notice));
  }

  hearAsterisk(event: AsteriskEvent): void {
    this.tell(this.correlator.applyAsterisk(event));
  }

  /** Something was heard that is not written down yet. */
  get isHolding(): boolean {
    return this.correlator.isHolding;
  }

  /** Before the end: writes down and tells what waits. */
  release(nowMs: number): void {
    this.tell(this.correlator.release(nowMs));
  }

  /** Twice a second. */
  tick(nowMs: number): void {
    this.tell(this.correlator.tick(nowMs));
  }

  find(endpoint: string): readonly DeviceRecord[] {
    return this.correlator.find(endpoint);
  }

  sites(): readonly SiteSummary[] {
    return this.correlator.sites();
  }

  history(endpoint: string, limit: number): readonly RegistrationChange[] {
    return this.store.history(endpoint, limit);
  }

  forget(endpoint: string): number {
    const changes = this.correlator.forget(endpoint);
    this.tell(changes);
    this.store.forget(endpoint);
    return changes.filter(({ isRemoved }) => isRemoved).length;
  }

  private tell(changes: readonly RecordChange[]): void {
    if (changes.length === 0) return;
    this.store.write(changes);
    this.onChanges(changes);
  }
}
