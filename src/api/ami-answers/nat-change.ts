// What changes of records mean to somebody who follows verdicts and NAT classes.

import type { RecordChange } from '../../correlation/device-record.ts';
import { isDevice } from '../number-devices.ts';
import { isNoChange, type NatChange } from './announcements.ts';
import type { EndpointRecords } from './endpoint-records.ts';

/**
 * Takes the changes into `records`.
 *
 * @returns the endpoints that they touch, and what there is to tell, made-up accounts left out
 */
export function takeChanges(
  changes: readonly RecordChange[],
  records: EndpointRecords,
): { readonly endpoints: ReadonlySet<string>; readonly natChanges: readonly NatChange[] } {
  const wasKnown = (change: RecordChange) => records.isKnown(change.record.endpoint);
  const known = new Set(changes.filter(wasKnown));
  const renamed = listRenamed(changes, records);
  const endpoints = records.apply(changes);
  const natChanges = changes.flatMap((change) => {
    const isToTell = (known.has(change) || wasKnown(change)) && !renamed.has(change);
    return (isToTell && readNatChange(change, records)) || [];
  });
  return { endpoints, natChanges };
}

/** Removals that are none: the device goes on under another id. */
function listRenamed(
  changes: readonly RecordChange[],
  records: EndpointRecords,
): ReadonlySet<RecordChange> {
  const fresh = changes.filter(
    ({ record, before, isRemoved }) =>
      !isRemoved && before !== undefined && !records.has(record.id),
  );
  const isOldOf =
    ({ record, before }: RecordChange) =>
    (old: RecordChange): boolean =>
      old.isRemoved &&
      old.record.aor === record.aor &&
      old.before?.verdict === before?.verdict &&
      old.before?.nat === before?.nat;
  return new Set(fresh.flatMap((change) => changes.find(isOldOf(change)) ?? []));
}

/**
 * A device comes from verdict `unknown` and no NAT class, and goes there: it is told when something is
 * known of it for the first time, and when it is forgotten.
 */
function readNatChange(
  { record, before, isRemoved }: RecordChange,
  records: EndpointRecords,
): NatChange | undefined {
  const { endpoint, id } = record;
  const devices = records.of(endpoint).filter((other) => isDevice(other));
  const place = devices.findIndex((other) => other.id === id) + 1;
  const verdict = isRemoved ? 'unknown' : record.verdict.value;
  const oldVerdict = before?.verdict ?? 'unknown';
  const change: NatChange = {
    recordId: id,
    endpoint,
    device: `${place}/${devices.length}`,
    asterisk: record.asterisk,
    oldVerdict,
    verdict,
    oldNat: before?.nat ?? '',
    nat: isRemoved ? '' : record.nat.value,
  };
  const isOfNoNews = (before === undefined || isRemoved) && verdict === oldVerdict;
  return isOfNoNews || isNoChange(change) ? undefined : change;
}
