// The list of devices as one JSON document, written in pieces: ten thousand devices never stand in
// memory as text, and a slow reader is waited for.

import { type DeviceRecord, type Verdict, verdicts } from '../../correlation/device-record.ts';
import type { DiagnosisView } from '../diagnosis-view.ts';
import { type NumberedRecord, numberDevices } from '../number-devices.ts';
import { describeDevice } from './describe-device.ts';

/** Of one piece; a device is about 1.5 kB. */
const DEVICES_PER_PIECE = 50;

export interface DeviceFilter {
  readonly verdict?: Verdict | undefined;
  readonly site?: string | undefined;
  /** What becomes of devices whose account Asterisk does not have. */
  readonly strangers: 'left-out' | 'too' | 'only';
}

/** @param records in the order of endpoints, all devices of each */
export function* formatDeviceList(
  records: readonly DeviceRecord[],
  filter: DeviceFilter,
  diagnosis: DiagnosisView,
): Generator<string, void> {
  const counts: Counts = { verdicts: countNone(), strangers: 0 };
  let piece: string[] = [];
  let opening = '{"devices":[';
  for (const numbered of select(records, filter, counts)) {
    piece.push(JSON.stringify(describeDevice(numbered, diagnosis)));
    if (piece.length < DEVICES_PER_PIECE) continue;
    yield opening + piece.join(',');
    opening = ',';
    piece = [];
  }
  const last = piece.length === 0 ? opening.replace(',', '') : opening + piece.join(',');
  const { verdicts: each, strangers } = counts;
  yield `${last}],"verdicts":${JSON.stringify(each)},"strangers":${strangers}}`;
}

interface Counts {
  readonly verdicts: Record<Verdict, number>;
  strangers: number;
}

/** Those that are shown; counted are also those that the verdict leaves out, and all strangers. */
function* select(
  records: readonly DeviceRecord[],
  { verdict, site, strangers }: DeviceFilter,
  counts: Counts,
): Generator<NumberedRecord> {
  for (const numbered of numberDevices(records)) {
    const { record } = numbered;
    if (site !== undefined && record.site !== site) continue;
    if (record.isStranger) counts.strangers += 1;
    if (strangers === (record.isStranger ? 'left-out' : 'only')) continue;
    counts.verdicts[record.verdict.value] += 1;
    if (verdict === undefined || record.verdict.value === verdict) yield numbered;
  }
}

function countNone(): Record<Verdict, number> {
  return Object.fromEntries(verdicts.map((word) => [word, 0])) as Record<Verdict, number>;
}
