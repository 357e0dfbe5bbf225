// What was looked up of one Asterisk, before a plan is made of it.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import type { ObjectName, OwnSection, Store, WriterKind } from './policy-plan.ts';

/** Where [general] of sip.conf stands. */
export interface GeneralNat {
  /** `no`, `force_rport,comedia`. */
  readonly value: string;
  /** Peers without a `nat` of their own: what is changed in [general] changes them. */
  readonly inheritedBy: readonly string[];
}

export interface PlanFacts {
  readonly asterisk: string;
  /** All of them; settings are there of those that a pattern matches. */
  readonly endpoints: readonly EndpointState[];
  /** What the wire showed of its phones, for `nat: auto`; undefined: nothing was seen yet. */
  readonly isBehindNat: (endpoint: string) => boolean | undefined;
  /** How many contacts of an AOR are registered now; absent: not known, and not looked at. */
  readonly contactsOf?: (aor: string) => number;
  /** Undefined: it could not be found out. */
  readonly storeOf: (name: ObjectName) => Store | undefined;
  /** Why what a file of farend's adds to it would not count, one sentence; undefined: it would. */
  readonly hindranceOf?: (
    name: ObjectName,
    wanted: readonly (readonly [setting: string, value: string])[],
  ) => string | undefined;
  /**
   * farend's file for that store is gone, and Asterisk lives on what it read of it: at the next reload all
   * that stood in it is lost.
   */
  readonly isFileLost?: (store: Store) => boolean;
  /** How objects of that store can be written here, when nothing else is asked for. */
  readonly writerFor: (store: Store) => WriterKind;
  /** What farend's own files hold now. */
  readonly ownSections: readonly OwnSection[];
  /** Undefined: no chan_sip, or it could not be read. */
  readonly generalNat: GeneralNat | undefined;
  /** Addresses from which farend speaks to this Asterisk, for `toll-fraud`. */
  readonly farendAddresses: readonly string[];
}
