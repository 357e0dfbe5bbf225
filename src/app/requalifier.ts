// While the proxy was away, Asterisk's qualify found phones unreachable behind it, and chan_pjsip calls none of them
// before the next one, whatever they register meanwhile. When the proxy is back, Asterisk is asked to qualify those again.

import type { Logger } from 'pino';
import type { AmiAction } from '../asterisk/ami/ami-text.ts';
import { formatQualify } from '../asterisk/ami/qualify.ts';
import type { AsteriskEvent } from '../asterisk/asterisk-event.ts';
import { readContactPlace } from '../correlation/address-text.ts';
import type { DeviceRecord, RecordChange } from '../correlation/device-record.ts';
import { RepeatFilter } from './repeat-filter.ts';

export interface RequalifierOptions {
  readonly devices: () => Iterable<DeviceRecord>;
  /** Undefined: its Asterisk has not told of the endpoint yet. */
  readonly driverOf: (record: DeviceRecord) => 'chan_pjsip' | 'chan_sip' | undefined;
  /** By the name of the Asterisk. */
  readonly send: (asterisk: string, action: AmiAction) => Promise<unknown>;
  readonly log: Logger;
}

/** Endpoints in a tick of half a second: each is answered by the phones, too. */
const PER_TICK = 10;
/** An OPTIONS that was lost just before the return is given up that much later: qualify_timeout, 3 s by default. */
const LATE_MS = 10_000;

export class Requalifier {
  private readonly options: RequalifierOptions;
  private readonly repeats = new RepeatFilter();
  /** Asterisks whose contacts are known as they are, since the login. */
  private readonly listed = new Set<string>();
  private returnedAt = Number.NEGATIVE_INFINITY;
  /** Asterisks that are still to be looked through for this return. */
  private readonly due = new Set<string>();
  /** By the id of the record. */
  private readonly waiting = new Map<string, DeviceRecord>();
  /** Asked since the return, and not reached yet: when, milliseconds since 1970. */
  private readonly asked = new Map<string, number>();
  /** How many endpoints of each Asterisk were asked about since it was logged. */
  private readonly counts = new Map<string, number>();

  constructor(options: RequalifierOptions) {
    this.options = options;
  }

  /** @param asterisks the names of all */
  onProxyUp(asterisks: Iterable<string>, nowMs: number): void {
    this.returnedAt = nowMs;
    this.asked.clear();
    for (const asterisk of asterisks) this.due.add(asterisk);
    this.lookThrough();
  }

  onAsterisk(event: AsteriskEvent): void {
    if (event.kind === 'connection' && !event.isUp) this.listed.delete(event.asterisk);
    if (event.kind !== 'snapshot' || event.contacts === undefined) return;
    this.listed.add(event.asterisk);
    this.lookThrough();
  }

  onChanges(changes: readonly RecordChange[], nowMs: number): void {
    for (const { record, isRemoved } of changes) this.note(record, isRemoved, nowMs);
  }

  /** Twice a second. */
  tick(nowMs: number): void {
    let room = PER_TICK;
    for (const record of this.waiting.values()) {
      if (room === 0) return;
      if (this.listed.has(record.asterisk) && this.ask(record, nowMs)) room -= 1;
    }
    if (room === PER_TICK) this.tell();
  }

  private lookThrough(): void {
    const ready = new Set([...this.due].filter((asterisk) => this.listed.has(asterisk)));
    if (ready.size === 0) return;
    for (const asterisk of ready) this.due.delete(asterisk);
    for (const record of this.options.devices())
      if (ready.has(record.asterisk) && isUnreached(record)) this.waiting.set(record.id, record);
  }

  private note(record: DeviceRecord, isRemoved: boolean, nowMs: number): void {
    const { id } = record;
    if (isRemoved || !isUnreached(record)) {
      this.waiting.delete(id);
      this.asked.delete(id);
      return;
    }
    const askedAt = this.asked.get(id);
    const isLate = askedAt === undefined && nowMs - this.returnedAt <= LATE_MS;
    // Its router had forgotten it, and knows it again: once more, and never again.
    const isBack = askedAt !== undefined && (record.wire?.lastSeen ?? 0) > askedAt;
    if (isBack) this.asked.set(id, Number.POSITIVE_INFINITY);
    if (isLate || isBack || this.waiting.has(id)) this.waiting.set(id, record);
  }

  /** @returns false while nobody knows how */
  private ask(record: DeviceRecord, nowMs: number): boolean {
    const { id, asterisk, endpoint } = record;
    const driver = this.options.driverOf(record);
    if (driver === undefined) return false;
    this.waiting.delete(id);
    if (!this.asked.has(id)) this.asked.set(id, nowMs);
    this.counts.set(asterisk, (this.counts.get(asterisk) ?? 0) + 1);
    this.options
      .send(asterisk, formatQualify(driver, endpoint))
      .catch((error: unknown) => this.tellFailure(asterisk, (error as Error).message));
    return true;
  }

  private tell(): void {
    for (const [asterisk, phones] of this.counts)
      this.options.log.info(
        { event: 'qualify-again', asterisk, phones },
        `${asterisk} was asked to qualify ${phones === 1 ? 'a phone' : `${phones} phones`} again that it did not reach while farend was away`,
      );
    this.counts.clear();
  }

  private tellFailure(asterisk: string, reason: string): void {
    const repeated = this.repeats.admit(asterisk, Date.now());
    if (repeated !== undefined)
      this.options.log.warn(
        { event: 'ami-problem', asterisk, repeated },
        `${asterisk} did not qualify again whom it did not reach while farend was away: ${reason}`,
      );
  }
}

/** Registered, by a contact that leads through farend, and Asterisk says that nobody answers there. */
function isUnreached({ isRegistered, producer, asteriskView: view }: DeviceRecord): boolean {
  if (!isRegistered || view?.status !== 'unreachable') return false;
  return producer === 'proxy' || readContactPlace(view.contactUri).token !== '';
}
