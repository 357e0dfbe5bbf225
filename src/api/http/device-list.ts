// The list of devices as one JSON document, written in pieces: ten thousand devices never stand in
// memory as text, and a slow reader is waited for.

import { type DeviceRecord, type Verdict, verdicts } from '../../correlation/device-record.ts';
import { type NumberedRecord, numberDevices } from '../number-devices.ts';
import { describeDevice } from './describe-device.ts';

/** Of one piece; a device is about 1.5 kB. */
const DEVICES_PER_PIECE = 50;

export interface DeviceFilter {
  readonly verdict?: Verdict | undefined;
  readonly site?: string | undefined;
}

/**
 * @param records in the order of endpoints, all devices of each
 * @param onFailure when a piece cannot be made: it is too late for another answer
 */
export function streamDeviceList(
  records: readonly DeviceRecord[],
  filter: DeviceFilter,
  onFailure: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const pieces = formatDeviceList(records, filter);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        try {
          const { done, value } = pieces.next();
          if (done === true) controller.close();
          else controller.enqueue(encoder.encode(value));
        } catch (error) {
          onFailure(error);
          controller.close();
        }
      },
      cancel: () => void pieces.return(undefined),
    },
    { highWaterMark: 1 },
  );
}

function* formatDeviceList(
  records: readonly DeviceRecord[],
  { verdict, site }: DeviceFilter,
): Generator<string, void> {
  const counts = countNone();
  let piece: string[] = [];
  let opening = '{"devices":[';
  for (const numbered of numberDevices(records)) {
    const { record } = numbered;
    if (site !== undefined && record.site !== site) continue;
    counts[record.verdict.value] += 1;
    if (verdict !== undefined && record.verdict.value !== verdict) continue;
    piece.push(formatDevice(numbered));
    if (piece.length < DEVICES_PER_PIECE) continue;
    yield opening + piece.join(',');
    opening = ',';
    piece = [];
  }
  const last = piece.length === 0 ? opening.replace(',', '') : opening + piece.join(',');
  yield `${last}],"verdicts":${JSON.stringify(counts)}}`;
}

function formatDevice(numbered: NumberedRecord): string {
  return JSON.stringify(describeDevice(numbered));
}

function countNone(): Record<Verdict, number> {
  return Object.fromEntries(verdicts.map((word) => [word, 0])) as Record<Verdict, number>;
}
