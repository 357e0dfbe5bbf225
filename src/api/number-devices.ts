// Which of its endpoint's devices a record is: 1 of 2.

import type { DeviceRecord } from '../correlation/device-record.ts';

/** Undefined for an endpoint of Asterisk of which no device is known: that has a record all the same. */
export interface NumberedRecord {
  readonly record: DeviceRecord;
  readonly device: { readonly number: number; readonly of: number } | undefined;
}

/** @param records in the order of endpoints, all devices of each */
export function* numberDevices(records: readonly DeviceRecord[]): Generator<NumberedRecord> {
  for (let first = 0; first < records.length; ) {
    const endpoint = records[first]?.endpoint;
    let end = first + 1;
    while (end < records.length && records[end]?.endpoint === endpoint) end += 1;
    yield* numberWithin(records.slice(first, end));
    first = end;
  }
}

function* numberWithin(records: readonly DeviceRecord[]): Generator<NumberedRecord> {
  const of = records.filter(isDevice).length;
  let number = 0;
  for (const record of records) {
    if (isDevice(record)) number += 1;
    yield { record, device: isDevice(record) ? { number, of } : undefined };
  }
}

/** Not the record that stands for an endpoint without a device. */
export function isDevice({ producer, wire, asteriskView }: DeviceRecord): boolean {
  return producer !== 'asterisk' || wire !== undefined || asteriskView !== undefined;
}
