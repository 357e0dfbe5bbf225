// What is known of one device, from the wire and from Asterisk, and what follows from it: the record
// that everything above the correlation speaks of. Plain data, no secrets.

import type { AuthenticationOutcome } from '../asterisk/asterisk-event.ts';
import type { NatTest } from '../nat/nat-tests.ts';
import type { CredentialsVerdict } from '../observation/sip-observation.ts';

/** In the order in which an operator reads them. */
export const verdicts = ['failing', 'unreachable', 'unknown', 'ok-through-farend', 'ok'] as const;

export type Verdict = (typeof verdicts)[number];

export const brokenLegs = [
  'none',
  'phone-to-proxy',
  'proxy-to-asterisk',
  'asterisk-to-proxy',
  'proxy-to-phone',
  'credentials',
  'policy',
] as const;

export type BrokenLeg = (typeof brokenLegs)[number];

export const natClasses = [
  'none',
  'behind-nat',
  'carrier-grade-nat',
  'alg-suspected',
  'alg-proven',
] as const;

export type NatClass = (typeof natClasses)[number];

/** Who saw the device. */
export const recordProducers = ['proxy', 'hep', 'asterisk'] as const;

export const rportWords = ['offered', 'missing', 'exempt'] as const;

export const contactStatuses = [
  'reachable',
  'unreachable',
  'unqualified',
  'unknown',
  'removed',
] as const;

export const registrationChangeKinds = [
  'created',
  'moved',
  'refreshed',
  'removed',
  'expired',
  'refused',
  'reachable',
  'unreachable',
] as const;

/**
 * What the registration attempts of a device come to. `answer-lost`: it repeats what was answered.
 * `challenge-loop`: it never answers a challenge. `credentials-refused`: Asterisk does not say why.
 * `held-back`: farend relays its credentials without them. `refused`: by a status that says why.
 */
export const troubleKinds = [
  'answer-lost',
  'challenge-loop',
  'wrong-password',
  'credentials-refused',
  'unknown-account',
  'acl-refused',
  'request-refused',
  'max-contacts',
  'refused',
  'held-back',
  'unanswered',
  'server-failure',
  'banned',
] as const;

export type TroubleKind = (typeof troubleKinds)[number];

/** Why a device does not succeed, as long as it does not. */
export interface RecordedTrouble {
  readonly kind: TroubleKind;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** How many REGISTERs show it. */
  readonly count: number;
  /** Of the latest answer; 0 without. */
  readonly statusCode: number;
}

export interface Judgement<Value> {
  readonly value: Value;
  /** Sentences for a person, each one fact. */
  readonly evidence: readonly string[];
}

export interface DeviceRecord {
  /**
   * Unique and stable: `AOR/TOKEN` for one seen by the proxy, `AOR/…` for one seen by HEP or by
   * Asterisk only.
   */
  readonly id: string;
  readonly endpoint: string;
  readonly aor: string;
  /** Name of the Asterisk, '' unknown. */
  readonly asterisk: string;
  /** Name of the site, or its public address; '' unknown. */
  readonly site: string;
  readonly producer: (typeof recordProducers)[number];
  readonly wire: WireView | undefined;
  readonly asteriskView: AsteriskView | undefined;
  readonly isRegistered: boolean;
  /**
   * It never registered, and tried an account that Asterisk does not have: a scanner, most of the time.
   * False where nobody knows which accounts Asterisk has.
   */
  readonly isStranger: boolean;
  /** Milliseconds since 1970, 0 unknown or not. */
  readonly expiresAt: number;
  /** Latest first, bounded. */
  readonly flows: readonly RecordedFlow[];
  readonly verdict: Judgement<Verdict>;
  readonly brokenLeg: Judgement<BrokenLeg>;
  readonly nat: Judgement<NatClass>;
  /** Undefined while nothing hinders it to register. */
  readonly trouble: RecordedTrouble | undefined;
  /** When verdict, broken leg, NAT class or registration changed last. */
  readonly changedAt: number;
}

export interface RecordedFlow {
  readonly source: string;
  readonly since: number;
}

export interface WireView {
  /** The phone's real address:port. */
  readonly source: string;
  readonly localSocket: string;
  readonly contact: string;
  readonly userAgent: string;
  readonly rport: (typeof rportWords)[number];
  readonly natTests: readonly NatTest[];
  readonly callId: string;
  readonly statusCode: number;
  readonly credentials: CredentialsVerdict;
  readonly retransmissions: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
}

export interface AsteriskView {
  readonly contactUri: string;
  readonly status: (typeof contactStatuses)[number];
  readonly roundTripUs: number | undefined;
  readonly since: number;
  readonly lastRefusal:
    | {
        readonly outcome: AuthenticationOutcome;
        readonly reason: string;
        readonly time: number;
      }
    | undefined;
}

/** What happened to a device, for its history. */
export interface RegistrationChange {
  readonly time: number;
  readonly recordId: string;
  readonly endpoint: string;
  readonly kind: (typeof registrationChangeKinds)[number];
  readonly source: string;
  readonly statusCode: number;
  readonly detail: string;
}

export interface RecordChange {
  readonly record: DeviceRecord;
  readonly before: { readonly verdict: Verdict; readonly nat: NatClass } | undefined;
  readonly history: readonly RegistrationChange[];
  readonly isRemoved: boolean;
}
