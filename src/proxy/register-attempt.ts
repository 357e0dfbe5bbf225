// What a REGISTER asked for, kept until its answer: the phone shall find its own bytes in the 200,
// and an observation tells question and answer together. Bounded; what was forgotten before its
// answer came is asked again by the phone.

import { copyText } from '../base/copy-text.ts';
import type { ClaimedAddress } from '../nat/nat-tests.ts';
import type { BindingChange, SipObservation } from '../observation/sip-observation.ts';
import type { ContactTemplate } from '../sip/contact.ts';
import { type Flow, isSameFlow } from './flow.ts';
import { RecentKeys } from './recent-keys.ts';
import type { ViaToken } from './via-token.ts';

/** One Contact value of a REGISTER and the device that it stands for. */
export interface MappedContact {
  /** The value as the phone wrote it. */
  readonly text: string;
  readonly uri: string;
  readonly instanceId: string | undefined;
  /** Where the URI claims that the phone is; undefined when it is no SIP URI. */
  readonly claimed: ClaimedAddress | undefined;
  /** The phone's value, cut where the granted seconds go. */
  readonly template: ContactTemplate;
  readonly token: string;
  /** The value that Asterisk gets. */
  readonly asteriskContact: string;
  readonly isUnregister: boolean;
}

/** The mapping without the memory of the message that it was cut from. */
export function copyMapping(mapped: MappedContact): MappedContact {
  const { template, claimed, instanceId } = mapped;
  return {
    text: copyText(mapped.text),
    uri: copyText(mapped.uri),
    instanceId: instanceId === undefined ? undefined : copyText(instanceId),
    claimed: claimed && { host: copyText(claimed.host), port: claimed.port },
    template: { before: copyText(template.before), after: copyText(template.after) },
    token: mapped.token,
    asteriskContact: copyText(mapped.asteriskContact),
    isUnregister: mapped.isUnregister,
  };
}

export interface RegisterAttempt {
  /** The request's number: see {@link toRequestKey}. */
  readonly key: number;
  readonly flow: Flow;
  /** Our Via on the request: an answer that brings it back unchanged needs no other proof. */
  sent: { readonly token: ViaToken; readonly tokenText: string } | undefined;
  readonly kind: 'contacts' | 'query' | 'star';
  readonly contacts: readonly MappedContact[];
  /** What is known so far; status and binding follow with the answer. */
  readonly observation: UnfinishedObservation;
}

type UnfinishedObservation = SipObservation & {
  statusCode: number;
  binding: BindingChange | undefined;
};

/** 64·T1: after that the phone has given up on this request (RFC 3261 §17.1.2.2). */
const MEMORY_MS = 32_000;
const MAX_PENDING = 8_192;
const MAX_ANSWERED = 65_536;

export class RegisterAttempts {
  /** The order of insertion is the order of age: the first one goes when there are too many. */
  private readonly pending = new Map<number, RegisterAttempt>();
  /** Requests that were answered, each with how often it came again. */
  private readonly answered = new RecentKeys(MEMORY_MS, MAX_ANSWERED);

  get hasPending(): boolean {
    return this.pending.size > 0;
  }

  find(key: number): RegisterAttempt | undefined {
    return this.pending.get(key);
  }

  /**
   * The REGISTER that made a token which is no binding yet: Asterisk may ask a new phone by OPTIONS
   * before its 200 to the REGISTER has reached us (measured on Asterisk 22).
   */
  findByToken(token: string): RegisterAttempt | undefined {
    for (const attempt of this.pending.values()) {
      if (attempt.contacts.some((contact) => contact.token === token)) return attempt;
    }
    return undefined;
  }

  /** How often a request came again before now; -1 when it did not come at all. */
  countEarlier(key: number, nowMs: number): number {
    const pending = this.pending.get(key);
    return pending?.observation.retransmissions ?? this.answered.get(key, nowMs);
  }

  /** Asterisk answers the request that came first: a copy from elsewhere does not take its place. */
  add(attempt: RegisterAttempt): void {
    const earlier = this.pending.get(attempt.key);
    if (earlier !== undefined && !isSameFlow(earlier.flow, attempt.flow)) return;
    this.pending.delete(attempt.key);
    this.pending.set(attempt.key, attempt);
    if (this.pending.size <= MAX_PENDING) return;
    for (const oldest of this.pending.keys()) {
      this.pending.delete(oldest);
      return;
    }
  }

  /** The final answer was relayed; only the count stays. */
  finish({ key, observation }: RegisterAttempt): void {
    this.pending.delete(key);
    this.answered.set(key, observation.retransmissions, observation.time);
  }
}

/** 52 of the 64 bits of a request's id: a Map of numbers keeps no message alive. */
export function toRequestKey(id: string): number {
  return Number.parseInt(id.slice(0, 13), 16);
}
