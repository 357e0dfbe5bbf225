// A registration ends although the phone did not take it back.

import type { Changes } from './changes.ts';
import type { Device } from './device.ts';

/** @param at milliseconds since 1970 */
export function endRegistration(
  device: Device,
  kind: 'expired' | 'dropped',
  at: number,
  changes: Changes,
): void {
  device.isRegistered = false;
  device.expiresAt = 0;
  device.ending = { kind, at };
  const { source = '' } = device.wire ?? {};
  const detail = kind === 'dropped' ? 'dropped by Asterisk' : '';
  changes.note(device, {
    time: at,
    kind: kind === 'expired' ? 'expired' : 'removed',
    source,
    detail,
  });
}
