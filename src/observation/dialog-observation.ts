// What was seen of a call or another dialog that an operator should hear of, as plain data. Made by
// src/watch from the messages as they came and as they left, whoever saw them: the proxy, HEP or a
// capture file. Without bodies, credentials and other parties' numbers.

import type { SipObservation } from './sip-observation.ts';

/** Which end: the phone (or the trunk), or Asterisk. */
export type Party = 'phone' | 'asterisk';

export interface SeenOfDialog {
  /** Milliseconds since 1970, when it was certain. */
  readonly time: number;
  readonly producer: SipObservation['producer'];
  /** The real address:port of the phone, or of the trunk. */
  readonly source: string;
  readonly localSocket: string;
  /** `user@host` of the phone, normalised; '' where the messages do not tell. */
  readonly aor: string;
  /** The proxy's token of the phone, 16 hex digits; undefined where there is none. */
  readonly device: string | undefined;
  readonly callId: string;
  readonly userAgent: string;
}

/** The 2xx to an INVITE came again, and no ACK: RFC 3261 §13.3.1.4, the call ends after 32 s. */
export interface AckMissing extends SeenOfDialog {
  readonly kind: 'ack-missing';
  /** Who answered the INVITE, and waits for the ACK. */
  readonly answeredBy: Party;
  /** How often the 2xx came after the first, at least 2. */
  readonly repeats: number;
  /** Where the 2xx was sent, address:port. */
  readonly answeredTo: string;
}

/** A request had no answer at all in 64·T1, or came 4 times more. */
export interface RequestUnanswered extends SeenOfDialog {
  readonly kind: 'unanswered';
  readonly method: string;
  readonly sentBy: Party;
  /** It has a To tag. */
  readonly isInDialog: boolean;
  readonly repeats: number;
  /** Of the request between farend and the phone, in bytes: as it came from there, or left for there. */
  readonly size: number;
}

/**
 * A phone answered an OPTIONS of Asterisk: the first that was seen, or the first after one that it left
 * unanswered. Not from the proxy, beside which AMI tells it.
 */
interface RequestAnswered extends SeenOfDialog {
  readonly kind: 'answered';
  readonly method: string;
  readonly statusCode: number;
  readonly roundTripMs: number;
}

/** A call that was answered is over. */
export interface CallEnded extends SeenOfDialog {
  readonly kind: 'ended';
  /** From the 2xx to the BYE. */
  readonly lengthMs: number;
  readonly endedBy: Party;
}

/** The first SDP of each direction in a dialog is known; told only if one of them is private to the other end. */
export interface MediaSeen extends SeenOfDialog {
  readonly kind: 'media';
  /** The address that SDP shows to the phone, as it left; undefined if the phone can reach it as far as is known. */
  readonly unroutableToPhone: string | undefined;
  /** The private address that a phone outside asks for media at; undefined if there is none. */
  readonly privateOfPhone: string | undefined;
}

/**
 * A message over 1300 bytes on UDP (RFC 3261 §18.1.1), between farend and the phone: that is where
 * routers lose fragments. Once for each call, method and direction.
 */
export interface LargeMessage extends SeenOfDialog {
  readonly kind: 'large';
  readonly method: string;
  /** 0 for a request. */
  readonly statusCode: number;
  readonly sentBy: Party;
  readonly size: number;
}

/**
 * A request other than REGISTER was refused by Asterisk with 401, 403 or 407 for good: it had
 * credentials, and not only a nonce that is out of date; or it came from a trunk that did not answer
 * the challenge.
 */
export interface RequestRefused extends SeenOfDialog {
  readonly kind: 'refused';
  readonly method: string;
  readonly statusCode: number;
  readonly isTrunk: boolean;
  readonly username: string | undefined;
  readonly nonce: string | undefined;
  /** See SipObservation. */
  readonly responseTag: string | undefined;
}

export type DialogObservation =
  | AckMissing
  | RequestUnanswered
  | RequestAnswered
  | CallEnded
  | MediaSeen
  | LargeMessage
  | RequestRefused;
