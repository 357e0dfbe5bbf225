// What the answers are made from, whichever way a question came: over HTTP, through AMI. The companion
// gives it; nothing here knows how it is kept.

import type { DeviceRecord, RegistrationChange } from '../correlation/device-record.ts';
import type { SiteSummary } from '../correlation/sites.ts';

export interface CompanionView {
  /**
   * @param endpoint a name, `*`, or a pattern with `*` in it
   * @returns in the order of endpoints; an endpoint that Asterisk has and that never registered is one
   *   record without a wire view
   */
  find(endpoint: string): readonly DeviceRecord[];
  /** How many records there are without strangers. */
  readonly size: number;
  sites(): readonly SiteSummary[];
  /** Latest first. */
  history(endpoint: string, limit: number): readonly RegistrationChange[];
  health(): CompanionHealth;
  /** Records and history of one endpoint, by its exact name. @returns how many devices it had */
  forget(endpoint: string): number;
}

/** A way to somebody else: up, or a sentence for a person that says why not. */
export interface LinkHealth {
  readonly isUp: boolean;
  readonly reason: string;
}

export interface AsteriskHealth {
  readonly name: string;
  readonly ami: LinkHealth;
  /** Undefined where none is configured. */
  readonly ari: LinkHealth | undefined;
}

export interface CompanionHealth {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly devices: number;
  /** Records of accounts that Asterisk does not have; `devices` leaves them out. */
  readonly strangers: number;
  /** Frames of the feed that are gone for good. */
  readonly proxy: LinkHealth & { readonly lost: number };
  readonly asterisks: readonly AsteriskHealth[];
  /** Whether what is learned is written down. */
  readonly state: LinkHealth;
  /** Datagrams by what became of them; undefined where HEP is not configured. */
  readonly hep: (LinkHealth & { readonly counts: Readonly<Record<string, number>> }) | undefined;
}
