// What the REGISTERs of one device showed that its record does not say.

import { copyText } from '../../base/copy-text.ts';
import type { DigestUse, SipObservation } from '../../observation/sip-observation.ts';

export interface RegisterFacts {
  /** As the phone sent it; '' before the first. Another branch alone does not replace it. */
  topVia: string;
  /** Of the latest without credentials, and of the latest with them, in bytes; 0 before the first. */
  plainSize: number;
  credentialSize: number;
  /** The latest answer that somebody saw leave. */
  answer: SeenAnswer | undefined;
  /** The latest challenge. */
  challenge: SeenChallenge | undefined;
  /** What the latest credentials say they answer. */
  digest: (DigestUse & { readonly username: string }) | undefined;
  /** The latest 2xx was to a REGISTER without credentials; when and where it came from. */
  openedFrom: { readonly source: string; readonly time: number } | undefined;
  /** The latest registrations, latest last, bounded. */
  refreshes: readonly Refresh[];
}

interface SeenAnswer {
  readonly statusCode: number;
  readonly sentTo: string;
  readonly hasRport: boolean;
}

interface SeenChallenge {
  readonly time: number;
  /** Where the REGISTER came from that was challenged. */
  readonly source: string;
  /** Empty where nobody saw it leave. */
  readonly asks: readonly DigestUse[];
}

export interface Refresh {
  readonly time: number;
  readonly source: string;
  /** Another port than the time before, at the same address, and the same since the challenge. */
  readonly hasNewPort: boolean;
}

const MAX_REFRESHES = 4;
/** 64·T1 (RFC 3261 §17.1.2.2): credentials that come later answer an old challenge. */
const CHALLENGE_COUNTS_MS = 32_000;

export function createRegisterFacts(): RegisterFacts {
  return {
    topVia: '',
    plainSize: 0,
    credentialSize: 0,
    answer: undefined,
    challenge: undefined,
    digest: undefined,
    openedFrom: undefined,
    refreshes: [],
  };
}

export function noteRegister(facts: RegisterFacts, observation: SipObservation): void {
  const { topVia, credentials, size, statusCode, digest, username = '' } = observation;
  if (withoutBranch(topVia) !== withoutBranch(facts.topVia)) facts.topVia = copyText(topVia);
  if (credentials === 'none') facts.plainSize = size;
  else facts.credentialSize = size;
  if (digest !== undefined) facts.digest = { ...copyDigest(digest), username: copyText(username) };
  noteAnswer(facts, observation);
  if (statusCode >= 200 && statusCode < 300) noteSuccess(facts, observation);
}

function noteAnswer(facts: RegisterFacts, observation: SipObservation): void {
  const { time, statusCode, answer, source } = observation;
  if (answer !== undefined) {
    const { sentTo, hasRport } = answer;
    facts.answer = { statusCode, sentTo: copyText(sentTo), hasRport };
  }
  if (statusCode !== 401 && statusCode !== 407) return;
  const asks = (answer?.challenges ?? []).map(copyDigest);
  facts.challenge = { time, source: copyText(source), asks };
}

function noteSuccess(facts: RegisterFacts, observation: SipObservation): void {
  const { time, credentials, contact, expires, binding } = observation;
  const source = copyText(observation.source);
  // A query changes nothing, and who takes a registration back is gone.
  if (contact === '' || expires === 0 || binding === 'removed') return;
  facts.openedFrom = credentials === 'none' ? { source, time } : undefined;
  const { challenge, refreshes } = facts;
  const before = refreshes.at(-1);
  if (before?.time === time) return;
  const isWhole =
    challenge === undefined ||
    time - challenge.time > CHALLENGE_COUNTS_MS ||
    challenge.source === source;
  const hasNewPort =
    isWhole &&
    before !== undefined &&
    before.source !== source &&
    hostOf(before.source) === hostOf(source);
  facts.refreshes = [...refreshes, { time, source, hasNewPort }].slice(-MAX_REFRESHES);
}

function copyDigest({ realm, algorithm }: DigestUse): DigestUse {
  return { realm: copyText(realm), algorithm: copyText(algorithm) };
}

function hostOf(source: string): string {
  return source.slice(0, source.lastIndexOf(':'));
}

function withoutBranch(via: string): string {
  const start = via.indexOf('branch=');
  if (start < 0) return via;
  const end = via.indexOf(';', start);
  return end < 0 ? via.slice(0, start) : via.slice(0, start) + via.slice(end);
}
