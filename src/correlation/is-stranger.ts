// Tells devices of made-up accounts from phones: scanners try a thousand names, and whoever looks for
// a phone shall not have to look between them.

import { type Device, wasRegistered } from './device.ts';
import type { Knowledge } from './knowledge.ts';

/**
 * It never registered, and Asterisk has no such account. False where nobody knows which accounts
 * Asterisk has.
 */
export function isStranger({ asterisks }: Knowledge, device: Device): boolean {
  const { isPlaceholder, asteriskView, series, aor, record } = device;
  const hasContact = asteriskView !== undefined && asteriskView.contactUri !== '';
  if (isPlaceholder || hasContact || wasRegistered(device)) return false;
  if (asterisks.findAor(aor) !== undefined) return false;
  // An account that was made after the list. chan_sip says the same of names that it does not have.
  const { word } = series;
  if (word?.driver === 'chan_pjsip' && word.outcome === 'failed') return false;
  if (asterisks.haveAllTold) return true;
  // As it was judged in an earlier life of this program, until Asterisk is asked again.
  return asteriskView?.lastRefusal?.outcome === 'unknown-account' || record?.isStranger === true;
}
