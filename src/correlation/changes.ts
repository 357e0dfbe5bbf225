// What one event changed: devices that were touched, what goes into their history, and the records
// that are no more.

import type { Device } from './device.ts';
import type { DeviceRecord, RegistrationChange } from './device-record.ts';

/** Of a change, what the device itself does not say. */
export type HistoryNote = Pick<RegistrationChange, 'time' | 'kind'> &
  Partial<Pick<RegistrationChange, 'source' | 'statusCode' | 'detail'>>;

export class Changes {
  readonly touched = new Map<Device, HistoryNote[]>();
  readonly removed: DeviceRecord[] = [];
  /** AORs that lost or gained a device: the place of one that is missing may have to be filled. */
  readonly aors = new Set<string>();

  /** AORs whose devices a person had forgotten. */
  readonly forgotten = new Set<string>();

  touch(device: Device): void {
    if (!this.touched.has(device)) this.touched.set(device, []);
  }

  note(device: Device, note: HistoryNote): void {
    this.touch(device);
    this.touched.get(device)?.push(note);
  }

  /** The device is gone. */
  remove(device: Device): void {
    this.touched.delete(device);
    this.aors.add(device.aor);
    if (device.record !== undefined) this.removed.push(device.record);
  }
}

/** What the record says fills in what a note leaves out. */
export function completeNotes(
  { id: recordId, endpoint, wire }: DeviceRecord,
  notes: readonly HistoryNote[],
): RegistrationChange[] {
  const source = wire?.source ?? '';
  return notes.map((note) => ({ recordId, endpoint, source, statusCode: 0, detail: '', ...note }));
}
