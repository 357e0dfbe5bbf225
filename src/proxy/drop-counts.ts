// How many datagrams went nowhere, by reason. Counting is all that a dropped datagram may cost.

import type { ParseFailureCode } from '../sip/parse-failure.ts';

export type DropReason =
  | ParseFailureCode
  | 'keep-alive'
  | 'stun'
  | 'too-large'
  | 'own-packet'
  | 'no-source-port'
  | 'not-in-force'
  | 'banned'
  | 'rate-limited'
  | 'scanner'
  | 'stranger-on-asterisk-side'
  | 'foreign-response'
  | 'health-answer'
  | 'ping-answer'
  | 'forged-via'
  | 'response-from-elsewhere'
  | 'own-ack'
  | 'answer-limit'
  | 'answer-too-large'
  | 'no-register-attempt'
  | 'not-for-us'
  | 'unknown-token'
  | 'no-flow'
  | 'no-asterisk'
  | 'too-many-hops'
  | 'bad-extension'
  | 'misspelled-method'
  | 'too-many-contacts'
  | 'held-retransmission'
  | 'too-many-held'
  | 'send-failed'
  | 'internal-error';

export class DropCounts {
  private readonly counts = new Map<DropReason, number>();

  add(reason: DropReason): void {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
  }

  get(reason: DropReason): number {
    return this.counts.get(reason) ?? 0;
  }

  /** All reasons that occurred, with how often since the start. */
  toJSON(): Partial<Record<DropReason, number>> {
    return Object.fromEntries(this.counts);
  }
}
