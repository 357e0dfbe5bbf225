// A name for a text: the same for the same text, in farend's whole life. No secret is in it; where
// strangers may look for two texts of one name, take a KeyedHash.

import { hash } from 'node:crypto';

/** So many lower-case hex digits of its SHA-256. */
export function shortHash(text: string, digits: number): string {
  return hash('sha256', text, 'hex').slice(0, digits);
}
