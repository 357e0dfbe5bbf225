// The plan: what the policy wants, against what one Asterisk has.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import type { ObjectName, OwnSection, PolicyPlan, Store, WriterKind } from './policy-plan.ts';
import type { EndpointPattern } from './wanted-settings.ts';

/** Where [general] of sip.conf stands. */
export interface GeneralNat {
  /** `no`, `force_rport,comedia`. */
  readonly value: string;
  /** Peers without a `nat` of their own: what is changed in [general] changes them. */
  readonly inheritedBy: readonly string[];
}

/** What was looked up of one Asterisk. */
export interface PlanFacts {
  readonly asterisk: string;
  /** All of them; settings are there of those that a pattern matches. */
  readonly endpoints: readonly EndpointState[];
  /** What the wire showed of its phones, for `nat: auto`; undefined: nothing was seen yet. */
  readonly isBehindNat: (endpoint: string) => boolean | undefined;
  /** Undefined: it could not be found out. */
  readonly storeOf: (name: ObjectName) => Store | undefined;
  /** How objects of that store can be written here, when nothing else is asked for. */
  readonly writerFor: (store: Store) => WriterKind;
  /** What farend's own files hold now. */
  readonly ownSections: readonly OwnSection[];
  /** Undefined: no chan_sip, or it could not be read. */
  readonly generalNat: GeneralNat | undefined;
  /** Addresses from which farend speaks to this Asterisk, for `toll-fraud`. */
  readonly farendAddresses: readonly string[];
}

/**
 * @param only which endpoints may be changed now; sections of others stay as they are, unless they are stale
 */
export function makePlan(
  patterns: readonly EndpointPattern[],
  facts: PlanFacts,
  only: (endpoint: string) => boolean = () => true,
): PolicyPlan {
  throw new Error(`not made yet: ${patterns.length} ${facts.asterisk} ${only('')}`);
}
