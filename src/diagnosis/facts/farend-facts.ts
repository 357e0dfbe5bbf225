// How farend itself is: whether the companion hears the proxy, and who knocks at its door.

import type { LinkState } from '../world.ts';
import { ScannerFacts } from './scanner-facts.ts';

export interface FarendFacts {
  readonly kind: 'farend';
  readonly subject: 'farend';
  /** The feed of the proxy; undefined where there is no proxy. */
  proxy: KnownLink | undefined;
  readonly scanners: ScannerFacts;
}

export interface KnownLink extends LinkState {
  /** Since when it is so, milliseconds since 1970. */
  readonly since: number;
}

export function createFarendFacts(): FarendFacts {
  return { kind: 'farend', subject: 'farend', proxy: undefined, scanners: new ScannerFacts() };
}

/** The time of the change stays while nothing changes. */
export function noteLink(before: KnownLink | undefined, link: LinkState, time: number): KnownLink {
  const { isUp, reason } = link;
  return { isUp, reason, since: before?.isUp === isUp ? before.since : time };
}
