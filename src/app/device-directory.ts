// The devices as they are known now: what is heard of them goes through the correlation and then the
// diagnosis; what changes is written down and told, and so are findings.

import type { CompanionHealth, CompanionView } from '../api/companion-view.ts';
import type { DiagnosisView } from '../api/diagnosis-view.ts';
import type { AsteriskEvent, EndpointState } from '../asterisk/asterisk-event.ts';
import { Correlator, type CorrelatorOptions } from '../correlation/correlator.ts';
import type {
  DeviceRecord,
  RecordChange,
  RegistrationChange,
} from '../correlation/device-record.ts';
import type { SiteSummary } from '../correlation/sites.ts';
import type { RecordStore } from '../correlation/state/record-store.ts';
import { countModels, type ModelStatistics } from '../devices/model-statistics.ts';
import { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Finding, FindingChange } from '../diagnosis/finding.ts';
import type { LinkState } from '../diagnosis/world.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { ProxyNotice } from '../observation/proxy-notice.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { judgePolicy, type PolicyVerdict } from '../policy/judge-policy.ts';
import { isSeenBehindNat } from '../policy/seen-behind-nat.ts';
import type { EndpointPattern } from '../policy/wanted-settings.ts';

export interface DirectoryOptions extends CorrelatorOptions {
  /** Where the proxy reaches each Asterisk, address:port, by its name. */
  readonly sipOf: ReadonlyMap<string, string>;
  /** The way to the proxy; undefined where none is expected. */
  readonly proxy: () => LinkState | undefined;
  /** From which the proxy speaks to Asterisk; empty where there is none. */
  readonly farendAddresses: readonly string[];
  /** What the configuration wants of endpoints. */
  readonly policy: readonly EndpointPattern[];
}

export interface DirectoryListener {
  /** Never empty. */
  readonly onChanges: (changes: readonly RecordChange[]) => void;
  /** After each tick, with what it changed. */
  readonly onFindings: (changes: readonly FindingChange[], nowMs: number) => void;
  /** How those are from whom it hears. */
  readonly health: () => CompanionHealth;
}

export class DeviceDirectory implements CompanionView, DiagnosisView {
  readonly health: () => CompanionHealth;
  private readonly options: DirectoryOptions;
  private readonly correlator: Correlator;
  private readonly diagnosis: Diagnosis;
  private readonly store: RecordStore;
  private readonly listener: DirectoryListener;

  constructor(options: DirectoryOptions, store: RecordStore, listener: DirectoryListener) {
    const correlator = new Correlator(options);
    this.options = options;
    this.correlator = correlator;
    this.diagnosis = new Diagnosis({
      siteOf: (address) => correlator.siteOf(address),
      settingsOf: (record) => correlator.settingsOf(record),
      endpointsOf: (asterisk) => correlator.endpointsOf(asterisk),
      farendAddresses: options.farendAddresses,
      policy: options.policy,
      get hasProxy() {
        return options.proxy() !== undefined;
      },
    });
    this.store = store;
    this.health = listener.health;
    this.listener = listener;
  }

  get size(): number {
    return this.correlator.size;
  }

  /** Records of accounts that Asterisk does not have. */
  get strangers(): number {
    return this.correlator.strangers;
  }

  /** Before anything is heard: what was known in an earlier life. */
  restore(records: Iterable<DeviceRecord>, findings: Iterable<Finding>, nowMs: number): void {
    this.diagnosis.recall(findings);
    this.lookAround(nowMs);
    this.tell(this.correlator.restore(records, nowMs));
    for (const record of this.correlator.devices())
      this.diagnosis.onRecords([{ record, before: undefined, history: [], isRemoved: false }]);
  }

  devices(): Iterable<DeviceRecord> {
    return this.correlator.devices();
  }

  hearObservation(observation: SipObservation): void {
    this.tell(this.correlator.applyObservation(observation));
    this.diagnosis.onObservation(observation);
  }

  hearDialog(observation: DialogObservation): void {
    this.diagnosis.onDialog(observation);
  }

  hearNotice(notice: ProxyNotice): void {
    this.tell(this.correlator.applyNotice(notice));
    this.diagnosis.onNotice(notice);
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
    this.lookAround(nowMs);
    this.listener.onFindings(this.diagnosis.tick(nowMs), nowMs);
  }

  findings(): Iterable<Finding> {
    return this.diagnosis.findings();
  }

  findingsOf({ id }: DeviceRecord): readonly Finding[] {
    return this.diagnosis.of(id);
  }

  policyOf(record: DeviceRecord): PolicyVerdict['state'] {
    const settings = this.correlator.settingsOf(record);
    return judgePolicy(this.options.policy, settings, isSeenBehindNat([record])).state;
  }

  /** What the wire showed of an endpoint's phones; undefined: nothing yet. */
  isBehindNat(asterisk: string, endpoint: string): boolean | undefined {
    const records = this.find(endpoint).filter(
      (record) =>
        record.endpoint === endpoint && (record.asterisk === '' || record.asterisk === asterisk),
    );
    return isSeenBehindNat(records);
  }

  /** Undefined: Asterisk has not told of the endpoint. */
  driverOf(record: DeviceRecord): EndpointState['driver'] | undefined {
    return this.correlator.settingsOf(record)?.driver;
  }

  models(): readonly ModelStatistics[] {
    return countModels(this.devices());
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

  /** How those are on whom everything else depends. */
  private lookAround(nowMs: number): void {
    const { proxy, sipOf } = this.options;
    this.diagnosis.onWorld({
      time: nowMs,
      proxy: proxy(),
      asterisks: this.health().asterisks.map(({ name, ami, ari }) => ({
        name,
        ami,
        ari,
        sip: sipOf.get(name) ?? '',
      })),
    });
  }

  private tell(changes: readonly RecordChange[]): void {
    if (changes.length === 0) return;
    this.store.write(changes);
    this.diagnosis.onRecords(changes);
    this.listener.onChanges(changes);
  }
}
