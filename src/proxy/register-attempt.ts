// What a REGISTER asked for, kept until its answer: the phone shall find its own bytes in the 200,
// and an observation tells question and answer together, or that there was none. Bounded; what was
// forgotten before its answer came is asked again by the phone.

import { copyPart, copyText } from '../base/copy-text.ts';
import { readLastHex } from '../base/hex.ts';
import type { ClaimedAddress } from '../nat/nat-tests.ts';
import type {
  AnswerSeen,
  BindingChange,
  CredentialsVerdict,
  SipObservation,
} from '../observation/sip-observation.ts';
import type { ContactTemplate } from '../sip/contact.ts';
import { type Flow, isSameFlow } from './flow.ts';
import { RecentKeys } from './recent-keys.ts';
import type { ViaToken } from './via-token.ts';

/**
 * One Contact value of a REGISTER and the device that it stands for. As a template it is the phone's
 * value, cut where the granted seconds go.
 */
export interface MappedContact extends ContactTemplate {
  /** The value as the phone wrote it. */
  readonly text: string;
  readonly uri: string;
  readonly instanceId: string | undefined;
  /** Where the URI claims that the phone is; undefined when it is no SIP URI. */
  readonly claimed: ClaimedAddress | undefined;
  readonly token: string;
  /** The value that Asterisk gets. */
  readonly asteriskContact: string;
  readonly isUnregister: boolean;
}

/**
 * The mapping without the memory of the message that it was cut from; what it can share, it shares.
 *
 * @param token the binding's own text of it
 */
export function copyMapping(mapped: MappedContact, token: string): MappedContact {
  const { claimed, instanceId } = mapped;
  const text = copyText(mapped.text);
  return {
    text,
    uri: copyPart(mapped.uri, text),
    instanceId: instanceId === undefined ? undefined : copyPart(instanceId, text),
    claimed: claimed && { host: copyPart(claimed.host, text), port: claimed.port },
    before: copyPart(mapped.before, text),
    after: copyPart(mapped.after, text),
    token,
    asteriskContact: copyText(mapped.asteriskContact),
    isUnregister: mapped.isUnregister,
  };
}

export interface RegisterAttempt {
  readonly flow: Flow;
  /** Where the phone is: the source, or what a trusted proxy in front said of it. */
  readonly address: string;
  /** A NAT is between the phone and us, and no proxy that would keep it open. */
  readonly behindNat: boolean;
  readonly kind: 'contacts' | 'query' | 'star';
  readonly contacts: readonly MappedContact[];
  /** What is known so far; status and binding follow with the answer. */
  readonly observation: UnfinishedObservation;
  /** Our Via on the request, once it was sent. */
  sent: SentVia | undefined;
}

interface Pending {
  readonly attempt: RegisterAttempt;
  /** When it came first, milliseconds since 1970. */
  readonly since: number;
}

export interface SentVia {
  readonly token: ViaToken;
  /** What an answer brings back unchanged; it names the request and the flow, and nobody can guess it. */
  readonly tokenText: string;
  /** The Via below ours as its sender shall find it in the answer: its own, with `received`. */
  readonly answerVia: string;
}

export type UnfinishedObservation = SipObservation & {
  statusCode: number;
  binding: BindingChange | undefined;
  expires: number | undefined;
  credentials: CredentialsVerdict;
  answer: AnswerSeen | undefined;
};

/** 64·T1: after that the phone has given up on this request (RFC 3261 §17.1.2.2). */
const MEMORY_MS = 32_000;
const MAX_PENDING = 4_096;
const MAX_SEEN = 16_384;

export class RegisterAttempts {
  /** By the end of the MAC in our Via, in the order in which they came first: the oldest goes first. */
  private readonly pending = new Map<number, Pending>();
  /** How often each request came again. */
  private readonly seen = new RecentKeys(MEMORY_MS, MAX_SEEN);
  private readonly tellUnanswered: (observation: SipObservation) => void;

  /** @param tellUnanswered told of each attempt that had no final answer in 64·T1 */
  constructor(tellUnanswered: (observation: SipObservation) => void) {
    this.tellUnanswered = tellUnanswered;
  }

  get hasPending(): boolean {
    return this.pending.size > 0;
  }

  /** The attempt that an answer with this token text is to: no other request was sent with it. */
  find(tokenText: string): RegisterAttempt | undefined {
    const attempt = this.pending.get(keyOf(tokenText))?.attempt;
    return attempt?.sent?.tokenText === tokenText ? attempt : undefined;
  }

  /** An attempt by the id of its request and its flow. */
  findByRequest(id: string, flow: Flow): RegisterAttempt | undefined {
    for (const { attempt } of this.pending.values()) {
      if (attempt.sent?.token.id === id && isSameFlow(attempt.flow, flow)) return attempt;
    }
    return undefined;
  }

  /**
   * The REGISTER that made a token which is no binding yet: Asterisk may ask a new phone by OPTIONS
   * before its 200 to the REGISTER has reached us (measured on Asterisk 22).
   */
  findByToken(token: string): RegisterAttempt | undefined {
    for (const { attempt } of this.pending.values()) {
      if (attempt.contacts.some((contact) => contact.token === token)) return attempt;
    }
    return undefined;
  }

  /** How often a request came before, by its id; counts this time too. */
  countRetransmissions(id: string, nowMs: number): number {
    const key = readLastHex(id);
    const count = this.seen.get(key, nowMs) + 1;
    this.seen.set(key, count, nowMs);
    return count;
  }

  /** A request that comes again takes the place of its first: its time runs on. */
  add(attempt: RegisterAttempt, sent: SentVia): void {
    attempt.sent = sent;
    const key = keyOf(sent.tokenText);
    const { time } = attempt.observation;
    const earlier = this.pending.get(key);
    const isSame = earlier?.attempt.sent?.tokenText === sent.tokenText;
    if (earlier !== undefined && !isSame) this.pending.delete(key);
    this.pending.set(key, { attempt, since: isSame ? earlier.since : time });
    this.forgetOld(time);
    const [oldest] = this.pending.keys();
    if (this.pending.size > MAX_PENDING && oldest !== undefined) this.pending.delete(oldest);
  }

  /** Gives up on what the phones have given up on, and tells of it. */
  forgetOld(nowMs: number): void {
    for (const [key, { attempt, since }] of this.pending) {
      if (since >= nowMs - MEMORY_MS) return;
      this.pending.delete(key);
      this.tellUnanswered(attempt.observation);
    }
  }

  /** The final answer was relayed. */
  finish({ sent }: RegisterAttempt): void {
    if (sent !== undefined) this.pending.delete(keyOf(sent.tokenText));
  }
}

/** 28 bits: the largest numbers of hex digits that a Map finds without reading memory. */
const KEY_DIGITS = 7;

/** A number, since it keeps no message alive. Of two attempts with one key the older is forgotten. */
function keyOf(tokenText: string): number {
  return readLastHex(tokenText, KEY_DIGITS);
}
