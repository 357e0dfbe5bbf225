// What is known of one device, from the wire and from Asterisk, and what follows from it: the record
// that everything above the correlation speaks of. Plain data, no secrets.

import type { AuthenticationEvent } from '../asterisk/asterisk-event.ts';
import type { NatTest } from '../nat/nat-tests.ts';
import type { CredentialsVerdict } from '../observation/sip-observation.ts';

export type Verdict = 'ok' | 'ok-through-farend' | 'failing' | 'unreachable' | 'unknown';

export type BrokenLeg =
  | 'none'
  | 'phone-to-proxy'
  | 'proxy-to-asterisk'
  | 'asterisk-to-proxy'
  | 'proxy-to-phone'
  | 'credentials'
  | 'policy';

export type NatClass = 'none' | 'behind-nat' | 'carrier-grade-nat' | 'alg-suspected' | 'alg-proven';

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
  readonly producer: 'proxy' | 'hep' | 'asterisk';
  readonly wire: WireView | undefined;
  readonly asteriskView: AsteriskView | undefined;
  readonly isRegistered: boolean;
  /** Milliseconds since 1970, 0 unknown or not. */
  readonly expiresAt: number;
  /** Latest first, bounded. */
  readonly flows: readonly RecordedFlow[];
  readonly verdict: Judgement<Verdict>;
  readonly brokenLeg: Judgement<BrokenLeg>;
  readonly nat: Judgement<NatClass>;
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
  readonly rport: 'offered' | 'missing' | 'exempt';
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
  readonly status: 'reachable' | 'unreachable' | 'unqualified' | 'unknown' | 'removed';
  readonly roundTripUs: number | undefined;
  readonly since: number;
  readonly lastRefusal:
    | {
        readonly outcome: AuthenticationEvent['outcome'];
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
  readonly kind:
    | 'created'
    | 'moved'
    | 'refreshed'
    | 'removed'
    | 'expired'
    | 'refused'
    | 'reachable'
    | 'unreachable';
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
