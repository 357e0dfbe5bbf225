// Whether a phone was there, at one place, all the time from a moment on: what was lost of it then was
// not lost because it was away, was started anew, or had another port.

import type { DeviceRecord } from '../correlation/device-record.ts';

/** @param sinceMs milliseconds since 1970 */
export function wasThere(record: DeviceRecord, sinceMs: number): boolean {
  const { verdict, isRegistered, flows, asteriskView, wire, changedAt } = record;
  if (verdict.value === 'unreachable' || verdict.value === 'failing') return false;
  const [flow] = flows;
  if (flow !== undefined && !isRegistered) return false;
  if (flow !== undefined && flow.since > sinceMs) return false;
  if (wire !== undefined && wire.firstSeen > sinceMs) return false;
  // It was silent meanwhile, and is back.
  const isBack = asteriskView?.status === 'reachable' && asteriskView.since > sinceMs;
  return !isBack && changedAt <= sinceMs;
}
