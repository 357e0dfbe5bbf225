// The record of a device: what is known of it, judged.

import { findBrokenLeg } from './broken-leg.ts';
import type { Device, World } from './device.ts';
import type { DeviceRecord, Judgement, RecordChange, RecordedTrouble } from './device-record.ts';
import { classifyNat } from './nat-class.ts';
import { judgeVerdict } from './verdict.ts';

/** The one that was told last, when nothing is new. */
export function makeRecord(device: Device, world: World, timeMs: number): DeviceRecord {
  const before = device.record;
  const judged = judgeVerdict(device, world);
  const verdict = keep(before?.verdict, judged);
  const brokenLeg = keep(before?.brokenLeg, findBrokenLeg(device, judged.value, world));
  const nat =
    before !== undefined && before.wire === device.wire
      ? before.nat
      : keep(before?.nat, classifyNat(device.wire));
  const isNews =
    before === undefined ||
    before.verdict.value !== verdict.value ||
    before.brokenLeg.value !== brokenLeg.value ||
    before.nat.value !== nat.value ||
    before.isRegistered !== device.isRegistered;
  const record: DeviceRecord = {
    id: device.id,
    endpoint: device.endpoint,
    aor: device.aor,
    asterisk: device.asterisk,
    site: device.site,
    producer: device.producer,
    wire: device.wire,
    asteriskView: device.asteriskView,
    isRegistered: device.isRegistered,
    isStranger: world.isStranger,
    expiresAt: device.expiresAt,
    flows: device.flows,
    verdict,
    brokenLeg,
    nat,
    trouble: keepTrouble(before?.trouble, device.trouble),
    changedAt: isNews ? timeMs : before.changedAt,
  };
  return before !== undefined && isSame(before, record) ? before : record;
}

/** The old one where the new says the same, so that equal things are one. */
function keep<Value>(
  before: Judgement<Value> | undefined,
  judgement: Judgement<Value>,
): Judgement<Value> {
  if (before === undefined || before.value !== judgement.value) return judgement;
  const isSameEvidence =
    before.evidence.length === judgement.evidence.length &&
    before.evidence.every((sentence, at) => sentence === judgement.evidence[at]);
  return isSameEvidence ? before : judgement;
}

/** The same trouble is as old as it was, though what shows it may begin anew. */
function keepTrouble(
  before: RecordedTrouble | undefined,
  trouble: RecordedTrouble | undefined,
): RecordedTrouble | undefined {
  if (trouble === undefined) return undefined;
  const { kind, count, statusCode } = trouble;
  const since = before?.kind === kind ? before.since : trouble.since;
  const isKept =
    before?.kind === kind && before.count === count && before.statusCode === statusCode;
  return isKept ? before : { kind, since, count, statusCode };
}

function isSame(before: DeviceRecord, record: DeviceRecord): boolean {
  const keys = Object.keys(record) as (keyof DeviceRecord)[];
  return keys.every((key) => before[key] === record[key]);
}

/** What a change says of the record before it. */
export function summarize({ verdict, nat }: DeviceRecord): NonNullable<RecordChange['before']> {
  return { verdict: verdict.value, nat: nat.value };
}

/** In the order of endpoints. */
export function compareRecords(a: DeviceRecord, b: DeviceRecord): number {
  if (a.endpoint !== b.endpoint) return a.endpoint < b.endpoint ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
