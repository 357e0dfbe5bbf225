// What Asterisk said of a REGISTER that the wire has not told of yet: AMI is often the faster one.
// Bounded, since Asterisk says as much of every INVITE.

import type { AuthenticationEvent } from '../asterisk/asterisk-event.ts';
import type { SipObservation } from '../observation/sip-observation.ts';

const MAX_WORDS = 8_192;
const LIFETIME_MS = 32_000;
/** chan_sip's access lists refuse an account, and do not say which request of it. */
const SAME_MOMENT_MS = 2_000;

/** Whether a word that names no request is of one that came then. */
export function isSameMoment(word: AuthenticationEvent, timeMs: number): boolean {
  return Math.abs(timeMs - word.time) <= SAME_MOMENT_MS;
}

export class PendingWords {
  /** By Call-ID, nonce or account; the oldest first. */
  private readonly words = new Map<string, AuthenticationEvent>();

  add(word: AuthenticationEvent): void {
    const key = word.callId ?? word.nonce ?? accountKey(word.account);
    this.words.delete(key);
    this.words.set(key, word);
    const [oldest] = this.words.keys();
    if (this.words.size > MAX_WORDS && oldest !== undefined) this.words.delete(oldest);
  }

  /** The one about this exchange, once. */
  take({ callId, nonce, time }: SipObservation, account: string): AuthenticationEvent | undefined {
    return (
      this.takeKey(callId, time) ??
      (nonce === undefined ? undefined : this.takeKey(nonce, time)) ??
      this.takeKey(accountKey(account), time)
    );
  }

  private takeKey(key: string, timeMs: number): AuthenticationEvent | undefined {
    const word = this.words.get(key);
    if (word === undefined) return undefined;
    this.words.delete(key);
    const isOfNone = word.callId === undefined && word.nonce === undefined;
    const isRecent = isOfNone
      ? isSameMoment(word, timeMs)
      : Math.abs(timeMs - word.time) <= LIFETIME_MS;
    return isRecent ? word : undefined;
  }
}

/** No Call-ID and no nonce has a space in it. */
function accountKey(account: string): string {
  return `account ${account}`;
}
