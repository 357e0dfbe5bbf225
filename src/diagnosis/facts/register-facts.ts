// What the REGISTERs of one device showed that its record does not say.

import { copyText } from '../../base/copy-text.ts';
import type { AnswerSeen, SipObservation } from '../../observation/sip-observation.ts';

export interface RegisterFacts {
  /** As the phone sent it; '' before the first. Another branch alone does not replace it. */
  topVia: string;
  /** Of the latest without credentials, and of the latest with them, in bytes; 0 before the first. */
  plainSize: number;
  credentialSize: number;
  /** The latest challenge that it got; undefined before the first. */
  challenge: { readonly time: number; readonly answer: AnswerSeen | undefined } | undefined;
}

export function createRegisterFacts(): RegisterFacts {
  return { topVia: '', plainSize: 0, credentialSize: 0, challenge: undefined };
}

export function noteRegister(facts: RegisterFacts, observation: SipObservation): void {
  const { time, topVia, credentials, size, statusCode, answer } = observation;
  if (withoutBranch(topVia) !== withoutBranch(facts.topVia)) facts.topVia = copyText(topVia);
  if (credentials === 'none') facts.plainSize = size;
  else facts.credentialSize = size;
  if (statusCode === 401 || statusCode === 407) facts.challenge = { time, answer };
}

function withoutBranch(via: string): string {
  const start = via.indexOf('branch=');
  if (start < 0) return via;
  const end = via.indexOf(';', start);
  return end < 0 ? via.slice(0, start) : via.slice(0, start) + via.slice(end);
}
