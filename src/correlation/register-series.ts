// The REGISTERs of one device since its last success, counted by what became of them. A success ends
// the series.

import type { AuthenticationEvent } from '../asterisk/asterisk-event.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import type { WireView } from './device-record.ts';
import { readRport } from './wire-view.ts';

export interface RegisterSeries {
  /** Of the latest one. */
  callId: string;
  cSeq: number;
  statusCode: number;
  source: string;
  producer: SipObservation['producer'];
  rport: WireView['rport'];
  /** Where its answer went; '' where nobody saw it leave. */
  sentTo: string;
  /** When the first came that did not succeed, milliseconds since 1970; 0: there was none. */
  since: number;
  lastAt: number;
  /** Answered 401 or 407, and they carried no credentials: one of them is how it always begins. */
  challenges: number;
  /** Refused with all that they carried. */
  refusals: number;
  /** The status of the latest of these. */
  refusalCode: number;
  /** farend held their credentials back. */
  held: number;
  unanswered: number;
  /** How often the latest came again although it was answered. */
  repeats: number;
  /** How often an earlier one came again, of those that were challenged since a challenge was answered. */
  earlierRepeats: number;
  /** What Asterisk says of it. */
  word: AuthenticationEvent | undefined;
}

export function createSeries(): RegisterSeries {
  return {
    callId: '',
    cSeq: -1,
    statusCode: 0,
    source: '',
    producer: 'proxy',
    rport: 'missing',
    sentTo: '',
    since: 0,
    lastAt: 0,
    challenges: 0,
    refusals: 0,
    refusalCode: 0,
    held: 0,
    unanswered: 0,
    repeats: 0,
    earlierRepeats: 0,
    word: undefined,
  };
}

export type AttemptKind = 'success' | 'challenge' | 'refusal' | 'held' | 'unanswered' | 'repeat';

/** Counts one more; says what it was. */
export function countAttempt(series: RegisterSeries, observation: SipObservation): AttemptKind {
  const kind = classify(series, observation);
  const { time } = observation;
  if (kind === 'success') Object.assign(series, createSeries());
  else if (kind !== 'repeat') {
    series.earlierRepeats = Math.max(series.earlierRepeats, series.repeats);
    series.repeats = 0;
    if (series.since === 0) series.since = time;
  }
  if (kind === 'repeat') series.repeats += 1;
  else if (kind === 'challenge') series.challenges += 1;
  else if (kind === 'held') series.held += 1;
  else if (kind === 'unanswered') series.unanswered += 1;
  else if (kind === 'refusal') {
    series.refusals += 1;
    series.refusalCode = observation.statusCode;
    series.challenges = 0;
    series.earlierRepeats = 0;
  }
  series.callId = observation.callId;
  series.cSeq = observation.cSeq;
  series.statusCode = observation.statusCode;
  series.source = observation.source;
  series.producer = observation.producer;
  series.rport = readRport(observation);
  series.sentTo = observation.answer?.sentTo ?? '';
  series.lastAt = time;
  return kind;
}

function classify(series: RegisterSeries, observation: SipObservation): AttemptKind {
  const { statusCode, callId, cSeq, credentials } = observation;
  const isSame = callId === series.callId && cSeq === series.cSeq;
  if (statusCode === 0) return 'unanswered';
  if (isSame && statusCode === series.statusCode) return 'repeat';
  if (statusCode < 300) return 'success';
  if (statusCode !== 401 && statusCode !== 407) return 'refusal';
  // Phones use their last nonce once more: a challenge to that is as plain as the first.
  if (credentials === 'none' || credentials === 'unknown-nonce') return 'challenge';
  return credentials === 'passed' ? 'refusal' : 'held';
}
