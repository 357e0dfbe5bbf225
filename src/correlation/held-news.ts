// Wire and Asterisk tell of a new device within milliseconds, either one first. What follows from one
// of them alone would be news that is wrong a moment later: a new device waits for the other side.

import type { Changes, HistoryNote } from './changes.ts';
import type { Device } from './device.ts';
import type { Knowledge } from './knowledge.ts';

export interface HeldNews {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly notes: readonly HistoryNote[];
}

/** What the other side has not said by then it will not say; the device is told as it is. */
const HELD_MS = 1_000;

/**
 * Takes devices that wait out of the changes, and puts those back that have waited.
 *
 * @param mayWait false: all are told now
 */
export function holdNews(
  knowledge: Knowledge,
  timeMs: number,
  mayWait: boolean,
  changes: Changes,
): void {
  const { held } = knowledge;
  for (const [device, fresh] of changes.touched) {
    if (device.record !== undefined) continue;
    const before = held.get(device);
    const { since, notes } = before ?? { since: timeMs, notes: [] };
    // A clock that was set back makes nobody wait longer.
    const isEarly = mayWait && Math.abs(timeMs - since) < HELD_MS;
    if (isEarly && lacksOneSide(knowledge, device)) {
      held.set(device, { since, notes: [...notes, ...fresh] });
      changes.touched.delete(device);
    } else if (before !== undefined) {
      held.delete(device);
      changes.touched.set(device, [...notes, ...fresh]);
      // It takes the place of the endpoint without a device.
      changes.aors.add(device.aor);
    }
  }
}

/** One side has told of its registration; the other can, and has not. */
function lacksOneSide(knowledge: Knowledge, device: Device): boolean {
  const { isRegistered, isPlaceholder, trouble, wire, asteriskView, asterisk } = device;
  if (!isRegistered || isPlaceholder || trouble !== undefined || !knowledge.hearsWire())
    return false;
  if (wire === undefined) return true;
  const isAsked = knowledge.asterisks.get(asterisk)?.isUp === true;
  return isAsked && (asteriskView === undefined || asteriskView.status === 'unknown');
}
