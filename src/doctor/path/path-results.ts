// What an exchange of the self-test says, in the words of checks.

import { parseIpAddress } from '../../base/ip-address.ts';
import type { Exchange } from './path-facts.ts';

/** `401 Unauthorized in 12 ms`, or that nothing came. */
export function tellExchange({ answer, roundTripMs = 0, answeredFrom = '' }: Exchange): string {
  if (answer === undefined) return 'no answer';
  const from = answer.server === '' ? answeredFrom : `${answer.server}, ${answeredFrom}`;
  return `${answer.statusCode} ${answer.reasonPhrase} (${from}) in ${tellRoundTrip(roundTripMs)}`;
}

/** `0.4 ms`, `12 ms`. */
export function tellRoundTrip(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** farend's own answer when no Asterisk is alive: Asterisk itself names itself in Server. */
export function isOwnRefusal({ answer }: Exchange): boolean {
  return answer?.statusCode === 503 && answer.server === '';
}

/** Of `address:port`, an IPv6 address without its brackets. */
export function hostOf(name: string): string {
  const host = name.slice(0, name.lastIndexOf(':'));
  return parseIpAddress(host) ?? host;
}

/** Of `address:port`. */
export function portOf(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
