// A request with credentials that Asterisk refused, as bans need to know it: out of what was observed.

import { readAddress } from '../correlation/address-text.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { SipObservation } from '../observation/sip-observation.ts';

export interface RefusedPassword {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Of the sender: without port and brackets. */
  readonly address: string;
  /** `address:port`. */
  readonly source: string;
  readonly localSocket: string;
  /** As the credentials have it. */
  readonly username: string;
  readonly callId: string;
  readonly nonce: string | undefined;
  /** See SipObservation. */
  readonly responseTag: string | undefined;
  /** The proxy saw the challenge go to that address: nobody else could answer it. */
  readonly isProven: boolean;
}

/** Undefined where nothing was refused that Asterisk has seen. */
export function readRefusedRegister(observation: SipObservation): RefusedPassword | undefined {
  const { statusCode, credentials, username, producer, source } = observation;
  const { time, localSocket, callId, nonce, responseTag } = observation;
  const isRefused = statusCode === 401 || statusCode === 403 || statusCode === 407;
  if (!isRefused || credentials !== 'passed' || username === undefined) return undefined;
  const isProven = producer === 'proxy';
  const address = readAddress(source);
  return { time, address, source, localSocket, username, callId, nonce, responseTag, isProven };
}

/** The same of a request other than REGISTER. */
export function readRefusedRequest(observation: DialogObservation): RefusedPassword | undefined {
  if (observation.kind !== 'refused' || observation.isTrunk) return undefined;
  const { time, producer, source, localSocket, username, callId } = observation;
  const { nonce, responseTag } = observation;
  if (username === undefined) return undefined;
  const isProven = producer === 'proxy';
  const address = readAddress(source);
  return { time, address, source, localSocket, username, callId, nonce, responseTag, isProven };
}
