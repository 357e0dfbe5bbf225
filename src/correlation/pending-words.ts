// What Asterisk said of a REGISTER that the wire has not told of yet: AMI is often the faster one.
// Bounded, since Asterisk says as much of every INVITE.

import type { AuthenticationEvent } from '../asterisk/asterisk-event.ts';
import type { SipObservation } from '../observation/sip-observation.ts';

const MAX_WORDS = 8_192;
const LIFETIME_MS = 32_000;

export class PendingWords {
  /** By Call-ID or nonce; the oldest first. */
  private readonly words = new Map<string, AuthenticationEvent>();

  add(word: AuthenticationEvent): void {
    const key = word.callId ?? word.nonce ?? '';
    if (key === '') return;
    this.words.delete(key);
    this.words.set(key, word);
    const [oldest] = this.words.keys();
    if (this.words.size > MAX_WORDS && oldest !== undefined) this.words.delete(oldest);
  }

  /** The one about this exchange, once. */
  take({ callId, nonce, time }: SipObservation): AuthenticationEvent | undefined {
    return (
      this.takeKey(callId, time) ?? (nonce === undefined ? undefined : this.takeKey(nonce, time))
    );
  }

  private takeKey(key: string, timeMs: number): AuthenticationEvent | undefined {
    const word = this.words.get(key);
    if (word === undefined) return undefined;
    this.words.delete(key);
    return Math.abs(timeMs - word.time) <= LIFETIME_MS ? word : undefined;
  }
}
