// What waits to be written: of each device the newest record, its history, and how far the feed was
// read. Bounded, since a disk may stay full for days.

import type { DeviceRecord, RecordChange, RegistrationChange } from '../device-record.ts';

/** A frame of the feed, and the life of the proxy that it is from. */
export interface FeedPosition {
  readonly boot: string;
  readonly seq: number;
}

export interface HistoryEntry {
  readonly change: RegistrationChange;
  /** Of a device that never registered: whoever sends packets can make these. */
  readonly isStranger: boolean;
}

/** As many as the correlation keeps. */
const MAX_RECORDS = 200_000;
const MAX_HISTORY = 20_000;

export class WriteBuffer {
  /** Undefined: the record is no more. */
  readonly records = new Map<string, DeviceRecord | undefined>();
  history: HistoryEntry[] = [];
  /** Endpoints of which the file still has something, and the ids of their records. */
  readonly forgotten = new Map<string, ReadonlySet<string>>();
  feedPosition: FeedPosition | undefined;
  /** Changes that found no room. */
  dropped = 0;

  get isEmpty(): boolean {
    const { records, history, forgotten, feedPosition } = this;
    return records.size + history.length + forgotten.size === 0 && feedPosition === undefined;
  }

  get isFull(): boolean {
    return this.records.size >= MAX_RECORDS || this.history.length >= MAX_HISTORY;
  }

  add({ record, history, isRemoved }: RecordChange): void {
    this.records.delete(record.id);
    this.records.set(record.id, isRemoved ? undefined : record);
    const hasRegistered = record.isRegistered || record.flows.length > 0;
    for (const change of history)
      this.history.push({ change, isStranger: change.kind === 'refused' && !hasRegistered });
    this.makeRoom();
  }

  /** Latest first. */
  *historyOf(endpoint: string): Iterable<RegistrationChange> {
    for (const { change } of this.history.toReversed())
      if (change.endpoint === endpoint) yield change;
  }

  /** @param idsInFile its records in the file */
  forget(endpoint: string, idsInFile: readonly string[]): number {
    const waiting = [...this.records].flatMap(([id, record]) =>
      record?.endpoint === endpoint ? [id] : [],
    );
    const ids = new Set([...idsInFile, ...waiting, ...(this.forgotten.get(endpoint) ?? [])]);
    this.forgotten.set(endpoint, ids);
    for (const id of ids) this.records.set(id, undefined);
    this.history = this.history.filter(
      ({ change }) => change.endpoint !== endpoint && !ids.has(change.recordId),
    );
    return ids.size;
  }

  clear(): void {
    this.records.clear();
    this.history = [];
    this.forgotten.clear();
    this.feedPosition = undefined;
  }

  /** The oldest go: a removed record that stays in the file is found out after the next start. */
  private makeRoom(): void {
    const surplus = this.history.length - MAX_HISTORY;
    if (surplus > MAX_HISTORY / 10) {
      this.history.splice(0, surplus);
      this.dropped += surplus;
    }
    while (this.records.size > MAX_RECORDS) {
      const [oldest] = this.records.keys();
      if (oldest === undefined) return;
      this.records.delete(oldest);
      this.dropped += 1;
    }
  }
}
