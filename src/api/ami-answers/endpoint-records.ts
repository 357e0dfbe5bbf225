// The records by their endpoint, kept from what changes, so that a change of one device need not look
// through all of them.

import type { DeviceRecord, RecordChange } from '../../correlation/device-record.ts';
import { isDevice } from '../number-devices.ts';

interface Entry {
  readonly records: Map<string, DeviceRecord>;
  /** Asterisk has it. Scanners make up others, and nobody is told of those. */
  isKnown: boolean;
}

export class EndpointRecords {
  private readonly byId = new Map<string, DeviceRecord>();
  private readonly byEndpoint = new Map<string, Entry>();

  /** @returns the endpoints whose records are not what they were */
  apply(changes: readonly RecordChange[]): ReadonlySet<string> {
    const touched = new Set<string>();
    for (const { record, isRemoved } of changes) {
      this.drop(record.id, touched);
      if (isRemoved) touched.add(record.endpoint);
      else this.keep(record, touched);
    }
    // Only now: what takes the place of a record comes after its removal.
    for (const endpoint of touched)
      if (this.byEndpoint.get(endpoint)?.records.size === 0) this.byEndpoint.delete(endpoint);
    return touched;
  }

  /** These are all that there are. */
  replace(records: readonly DeviceRecord[]): void {
    const ids = new Set(records.map(({ id }) => id));
    const gone = [...this.byId.values()].filter(({ id }) => !ids.has(id));
    const toChange = (isRemoved: boolean) => (record: DeviceRecord) => ({
      record,
      before: undefined,
      history: [],
      isRemoved,
    });
    this.apply([...gone.map(toChange(true)), ...records.map(toChange(false))]);
  }

  endpoints(): Iterable<string> {
    return this.byEndpoint.keys();
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  isKnown(endpoint: string): boolean {
    return this.byEndpoint.get(endpoint)?.isKnown === true;
  }

  /** In the order of their ids. */
  of(endpoint: string): readonly DeviceRecord[] {
    const records = this.byEndpoint.get(endpoint)?.records.values() ?? [];
    return [...records].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private keep(record: DeviceRecord, touched: Set<string>): void {
    this.byId.set(record.id, record);
    const entry = this.byEndpoint.get(record.endpoint) ?? { records: new Map(), isKnown: false };
    entry.records.set(record.id, record);
    entry.isKnown ||= wasAccepted(record);
    this.byEndpoint.set(record.endpoint, entry);
    touched.add(record.endpoint);
  }

  private drop(id: string, touched: Set<string>): void {
    const before = this.byId.get(id);
    if (before === undefined) return;
    this.byId.delete(id);
    this.byEndpoint.get(before.endpoint)?.records.delete(id);
    touched.add(before.endpoint);
  }
}

/** Asterisk has the endpoint, or took a registration of the device once. */
function wasAccepted(record: DeviceRecord): boolean {
  const { isRegistered, flows, asteriskView } = record;
  const hasContact = (asteriskView?.contactUri ?? '') !== '';
  return isRegistered || flows.length > 0 || hasContact || !isDevice(record);
}
