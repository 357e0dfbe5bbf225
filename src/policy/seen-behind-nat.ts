// What the wire showed of an endpoint's phones, for `nat: auto`.

import type { DeviceRecord } from '../correlation/device-record.ts';

/**
 * One phone behind NAT is enough: the settings are those of all of them. Undefined: nothing was seen
 * of them yet.
 */
export function isSeenBehindNat(records: readonly DeviceRecord[]): boolean | undefined {
  const seen = records.filter(({ wire }) => wire !== undefined);
  if (seen.length === 0) return undefined;
  return seen.some(({ nat }) => nat.value !== 'none');
}
