// What was seen of one SIP exchange, as plain data: the one vocabulary of everything above the wire.
// Its producers are the proxy, HEP and capture files; none of them puts a digest response, a body or
// another secret in. Texts have a character for each byte of the message until it is told:
// readable-observation.ts.

import type { NatTest } from '../nat/nat-tests.ts';

export interface SipObservation {
  /** Milliseconds since 1970, when the request came. */
  readonly time: number;
  readonly producer: 'proxy' | 'hep' | 'capture';
  /** The side on which the request came. */
  readonly side: 'device' | 'asterisk';
  /** Address and port that the request came from, and the local ones that it came to. */
  readonly source: string;
  readonly localSocket: string;
  readonly transport: 'udp';
  readonly method: string;
  /** Of the final response, 200–699; 0 when none came while the phone still waited for one. */
  readonly statusCode: number;
  readonly callId: string;
  readonly cSeq: number;
  /** `user@host`, normalised. */
  readonly aor: string;
  /** Of the credentials; undefined when the request carried none. */
  readonly username: string | undefined;
  readonly nonce: string | undefined;
  /** The top Via as the phone sent it, on one line. */
  readonly topVia: string;
  readonly rportOffered: boolean;
  /** It is answered as one that listens elsewhere than it sends. */
  readonly isExempt: boolean;
  /** The Contact values as the phone sent them, told without passwords; empty for a query. */
  readonly contact: string;
  readonly userAgent: string;
  readonly natTests: readonly NatTest[];
  /** Of the request, in bytes. */
  readonly size: number;
  /** How often the same request came again before and after it was answered. */
  readonly retransmissions: number;
  /**
   * The proxy's token of the device that the REGISTER was mapped to, 16 hex digits: `;fe=TOKEN` in the
   * contact URIs that Asterisk shows. Undefined where there is none.
   */
  readonly device: string | undefined;
  /** Seconds that the 2xx granted to that device; undefined where it granted none. */
  readonly expires: number | undefined;
  /** What the answer did to the binding; undefined when it did nothing. */
  readonly binding: BindingChange | undefined;
  /** What the replay guard thought of the credentials. */
  readonly credentials: CredentialsVerdict;
  /** What the credentials say they answer; undefined without. */
  readonly digest: DigestUse | undefined;
  /**
   * The digest response under a key that the proxy makes at each start and tells over the feed: 16 hex
   * digits, the same for the same response, and nobody can try passwords with it. Undefined without.
   */
  readonly responseTag: string | undefined;
  /** How the final answer left for the phone; undefined where nobody saw it leave. */
  readonly answer: AnswerSeen | undefined;
}

/** RFC 7616 §3.4: parameters of Authorization. */
export interface DigestUse {
  readonly realm: string;
  /** As written; '' where there is none, which means MD5. */
  readonly algorithm: string;
}

export interface AnswerSeen {
  /** The address:port that it was sent to. */
  readonly sentTo: string;
  /** Its top Via has a `rport=` with a value. */
  readonly hasRport: boolean;
  /** Of a 401 or 407: what it asks for, each challenge; empty for others. */
  readonly challenges: readonly DigestUse[];
}

export const bindingChanges = ['created', 'moved', 'refreshed', 'removed'] as const;

export type BindingChange = (typeof bindingChanges)[number];

/**
 * `none`: the request carried none. `passed`: relayed. Relayed without its credentials:
 * `unknown-nonce` nobody was challenged with lately (a phone that uses its last nonce once more, or a
 * restart of farend), `foreign-nonce` somebody at another address was, `replayed` came first from
 * another flow, or with another Call-ID or Request-URI, `malformed` can be read in two ways.
 */
export const credentialsVerdicts = [
  'none',
  'passed',
  'unknown-nonce',
  'foreign-nonce',
  'replayed',
  'malformed',
] as const;

export type CredentialsVerdict = (typeof credentialsVerdicts)[number];
