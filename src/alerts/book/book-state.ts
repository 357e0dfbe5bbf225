// The state of the book while it works: alerts by group, and what each receiver was told of each group.
// Notes what changes, for the file.

import type { Silence } from '../alert.ts';
import type { AlertState, BookTimes, KeptAlert, Told } from './kept-alert.ts';
import { ChangeNotes, type StateChanges, toldKey } from './state-changes.ts';

export interface AlertGroup {
  readonly groupKey: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  /** By fingerprint. */
  readonly alerts: Map<string, KeptAlert>;
  /** By receiver. */
  readonly told: Map<string, Told>;
}

export class BookState {
  private readonly alertsByFingerprint = new Map<string, KeptAlert>();
  private readonly groupsByKey = new Map<string, AlertGroup>();
  private readonly silencesById = new Map<string, Silence>();
  private keptTimes: BookTimes;
  private notes = new ChangeNotes();

  constructor({ alerts, told, silences, times }: AlertState, receivers: ReadonlySet<string>) {
    for (const alert of alerts) this.keep(alert);
    for (const entry of told)
      if (receivers.has(entry.receiver)) this.findGroup(entry)?.told.set(entry.receiver, entry);
    for (const silence of silences) this.silencesById.set(silence.id, silence);
    this.keptTimes = times;
    this.notes = new ChangeNotes();
  }

  get size(): number {
    return this.alertsByFingerprint.size;
  }

  get alerts(): Iterable<KeptAlert> {
    return this.alertsByFingerprint.values();
  }

  get groups(): Iterable<AlertGroup> {
    return this.groupsByKey.values();
  }

  get silences(): Iterable<Silence> {
    return this.silencesById.values();
  }

  get times(): BookTimes {
    return this.keptTimes;
  }

  set times(times: BookTimes) {
    this.keptTimes = times;
    this.notes.times = times;
  }

  get kept(): AlertState {
    const told = [...this.groupsByKey.values()].flatMap((group) => [...group.told.values()]);
    return { alerts: this.alerts, told, silences: this.silences, times: this.times };
  }

  find(fingerprint: string): KeptAlert | undefined {
    return this.alertsByFingerprint.get(fingerprint);
  }

  findGroup({ groupKey }: Pick<AlertGroup, 'groupKey'>): AlertGroup | undefined {
    return this.groupsByKey.get(groupKey);
  }

  /** Whether a receiver was told that it fires, and not that it ended. */
  isTold({ alert: { fingerprint }, groupKey }: KeptAlert): boolean {
    const told = this.groupsByKey.get(groupKey)?.told.values() ?? [];
    return [...told].some(({ firing }) => Object.hasOwn(firing, fingerprint));
  }

  keep(kept: KeptAlert): void {
    const { fingerprint } = kept.alert;
    const before = this.alertsByFingerprint.get(fingerprint);
    if (before !== undefined && before.groupKey !== kept.groupKey) this.leaveGroup(before);
    this.alertsByFingerprint.set(fingerprint, kept);
    this.openGroup(kept).alerts.set(fingerprint, kept);
    this.notes.alerts.set(fingerprint, kept);
  }

  remove(kept: KeptAlert): void {
    const { fingerprint } = kept.alert;
    this.alertsByFingerprint.delete(fingerprint);
    this.leaveGroup(kept);
    this.notes.alerts.set(fingerprint, undefined);
  }

  tell(told: Told): void {
    this.findGroup(told)?.told.set(told.receiver, told);
    this.notes.told.set(toldKey(told), told);
  }

  addSilence(silence: Silence): void {
    this.silencesById.set(silence.id, silence);
    this.notes.silences.set(silence.id, silence);
  }

  /** @returns whether there was one */
  removeSilence(id: string): boolean {
    this.notes.silences.set(id, undefined);
    return this.silencesById.delete(id);
  }

  /** What changed since it was asked last. */
  takeChanges(): StateChanges | undefined {
    const { notes } = this;
    if (notes.isEmpty) return undefined;
    this.notes = new ChangeNotes();
    return notes;
  }

  private openGroup({ groupKey, groupLabels }: KeptAlert): AlertGroup {
    const group = this.groupsByKey.get(groupKey) ?? {
      groupKey,
      groupLabels,
      alerts: new Map(),
      told: new Map(),
    };
    this.groupsByKey.set(groupKey, group);
    return group;
  }

  /** A group without alerts is forgotten, and with it what was told of it. */
  private leaveGroup({ groupKey, alert: { fingerprint } }: KeptAlert): void {
    const group = this.groupsByKey.get(groupKey);
    if (group === undefined) return;
    group.alerts.delete(fingerprint);
    if (group.alerts.size > 0) return;
    this.groupsByKey.delete(groupKey);
    for (const told of group.told.values()) this.notes.told.set(toldKey(told), undefined);
  }
}
