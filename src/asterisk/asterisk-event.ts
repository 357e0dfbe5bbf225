// What an Asterisk said, as plain data, secrets left out. Whichever way it came: AMI or ARI.

interface FromAsterisk {
  /** Its name in the configuration. */
  readonly asterisk: string;
  /** When it was heard here, ms since 1970. */
  readonly time: number;
}

export interface ConnectionEvent extends FromAsterisk {
  readonly kind: 'connection';
  readonly isUp: boolean;
  /** A sentence for a person when it is down, or when it is up and a permission is missing; else ''. */
  readonly reason: string;
}

export interface ContactEvent extends FromAsterisk {
  readonly kind: 'contact';
  readonly endpoint: string;
  readonly aor: string;
  readonly uri: string;
  readonly status: 'created' | 'reachable' | 'unreachable' | 'unqualified' | 'removed';
  readonly roundTripUs: number | undefined;
}

export const authenticationOutcomes = [
  'challenged',
  'succeeded',
  'failed',
  'unknown-account',
  'acl-refused',
  'request-refused',
] as const;

export type AuthenticationOutcome = (typeof authenticationOutcomes)[number];

export interface AuthenticationEvent extends FromAsterisk {
  readonly kind: 'authentication';
  readonly driver: 'chan_pjsip' | 'chan_sip';
  readonly outcome: AuthenticationOutcome;
  /** '' when Asterisk does not say. */
  readonly account: string;
  /** chan_pjsip: SessionID. */
  readonly callId: string | undefined;
  /** chan_sip: Challenge. */
  readonly nonce: string | undefined;
  /** See SipObservation: of the credentials that were refused. Undefined where it does not say. */
  readonly responseTag: string | undefined;
  /** Asterisk's own reason, such as not_match_endpoint_contact_acl; '' without. */
  readonly reason: string;
}

export interface PeerEvent extends FromAsterisk {
  readonly kind: 'peer';
  readonly endpoint: string;
  readonly driver: 'chan_pjsip' | 'chan_sip';
  readonly status: 'registered' | 'unregistered' | 'reachable' | 'unreachable' | 'rejected';
  readonly cause: string;
  /** chan_sip, registered: `ip:port`. */
  readonly address: string | undefined;
}

/** What chan_pjsip has of an AOR. */
export interface AorState {
  readonly name: string;
  readonly maxContacts: number | undefined;
  /** Seconds, 0 never. */
  readonly qualifyFrequency: number | undefined;
}

/** Settings are undefined where Asterisk does not say. */
export interface EndpointState {
  readonly name: string;
  readonly driver: 'chan_pjsip' | 'chan_sip';
  readonly aors: readonly string[];
  readonly forceRport: boolean | undefined;
  readonly rewriteContact: boolean | undefined;
  readonly rtpSymmetric: boolean | undefined;
  readonly directMedia: boolean | undefined;
  /** chan_sip: which of the two are set to find out by themselves (`auto_force_rport`, `auto_comedia`). */
  readonly autoNat: readonly ('force_rport' | 'comedia')[];
  /** chan_pjsip: those of `aors` that Asterisk has. */
  readonly aorStates: readonly AorState[] | undefined;
  /** chan_sip: seconds between OPTIONS, 0 never. */
  readonly qualifyFrequency: number | undefined;
  readonly hasAuth: boolean;
  /** chan_sip: what it may do without a password, `port,invite`; '' nothing. */
  readonly insecure: string;
  /** chan_sip: where it is when it never registers; '' for one that does. */
  readonly host: string;
  readonly isTrunk: boolean;
}

export interface ContactState {
  readonly aor: string;
  readonly endpoint: string;
  readonly uri: string;
  readonly callId: string;
  readonly userAgent: string;
  /** Sent-by of the bottom Via: the phone's own. */
  readonly viaAddress: string;
  readonly status: 'reachable' | 'unreachable' | 'unqualified' | 'unknown';
  readonly roundTripUs: number | undefined;
  /** ms since 1970, 0 unknown. */
  readonly expiresAt: number;
}

/** All of them; undefined for what was not listed this time: it is as it was told before. */
export interface SnapshotEvent extends FromAsterisk {
  readonly kind: 'snapshot';
  readonly endpoints: readonly EndpointState[] | undefined;
  readonly contacts: readonly ContactState[] | undefined;
}

export type AsteriskEvent =
  | ConnectionEvent
  | ContactEvent
  | AuthenticationEvent
  | PeerEvent
  | SnapshotEvent;
