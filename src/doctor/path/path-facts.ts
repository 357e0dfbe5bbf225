// What the self-test saw: SIP that went through farend to Asterisk and back, as plain data.

import type { TestAnswer } from './test-message.ts';

/** One request, and what came of it. */
export interface Exchange {
  /** Absent: no answer came in time. */
  readonly answer?: TestAnswer;
  /** Who sent it, `address:port`. */
  readonly answeredFrom?: string;
  /** From the first sending on; absent without an answer. */
  readonly roundTripMs?: number;
}

/** One address of `proxy.listen`, a wildcard expanded. */
export interface ListenPath {
  /** `address:port`. */
  readonly name: string;
  /** Asterisk's own port, where SIP is diverted to this address. */
  readonly divertedFrom?: number;
  /** The test's own socket, `address:port`; '' with `trouble`. */
  readonly source: string;
  /** Why nothing could be asked: the address is none of this machine's. */
  readonly trouble?: string;
  /** The proxy itself answers STUN binding requests. */
  readonly isAlive: boolean;
  /** Through the proxy, to whom Asterisk is. */
  readonly options: Exchange;
  /** Of an account that does not exist, without a Contact: it can register nobody. */
  readonly register: Exchange;
}

/** One of `proxy.asterisk`, asked past farend. */
export interface AsteriskPath {
  readonly name: string;
  readonly options: Exchange;
}

/**
 * How far a whole registration came. `in-use`: phones are registered there, and nothing was changed.
 * `not-unregistered`: it was registered, and the end of it was not confirmed.
 */
export type AccountOutcome =
  | 'registered'
  | 'in-use'
  | 'unanswered'
  | 'unchallenged'
  | 'refused'
  | 'not-unregistered';

export interface AccountPath {
  readonly username: string;
  readonly outcome: AccountOutcome;
  /** Of the last answer; 0 when none came. */
  readonly statusCode: number;
  /** Of the REGISTER with credentials that made the registration. */
  readonly roundTripMs?: number;
  /** Asterisk asked the new contact by OPTIONS, and it came through farend. */
  readonly isQualified: boolean;
}

export interface PathFacts {
  /** From where farend speaks to Asterisk by its configuration, `address:port`. */
  readonly asteriskSide: string;
  readonly listens: readonly ListenPath[];
  readonly asterisks: readonly AsteriskPath[];
  /** Absent: no account was given. */
  readonly account?: AccountPath;
}
