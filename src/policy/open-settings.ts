// What an entry of the policy leaves open for the wire to decide. What was set once stays then, whatever
// the wire shows later: it harms no phone without NAT, and a phone that moves in and out would make
// Asterisk load its settings again each time.

import type { Decision } from './decide.ts';

/** `nat: auto`, and the `auto_` words. */
export function leavesOpen(decision: Decision): boolean {
  return decision.kind === 'managed' && /\bauto(_|$)/.test(decision.pattern.nat);
}

const natSettings: ReadonlySet<string> = new Set([
  'force_rport',
  'rtp_symmetric',
  'rewrite_contact',
  'direct_media',
  'nat',
  'directmedia',
]);

/** One of those that `nat` of the policy decides on. */
export function isNatSetting(name: string): boolean {
  return natSettings.has(name);
}
