// The calls under way, and those that ring. Only Asterisk makes an entry: by its own INVITE, or by its
// answer to a phone's. So whoever wants to push a call out would have to have as many calls as there is
// room for; then the oldest goes, and its end is not told. An entry is a few numbers and short texts of
// its own, however long the call lasts.

import { copyText } from '../base/copy-text.ts';
import { SharedTexts } from '../base/shared-texts.ts';
import type { Party } from '../observation/dialog-observation.ts';

export interface Call {
  /** When it began to ring, milliseconds since 1970. */
  readonly since: number;
  readonly aor: string;
  readonly device: string | undefined;
  readonly userAgent: string;
  /** When its first INVITE got a 2xx; 0 before. */
  answeredAt: number;
  /** Of the last INVITE that got a 2xx; -1 before. */
  cSeq: number;
  answeredBy: Party;
  /** How often that 2xx came again, and when it came the second time. */
  repeats: number;
  secondAt: number;
  /** Its ACK came, or it was told that it did not. */
  isSettled: boolean;
  /** What the first SDP of each side asks for (find-unroutable.ts); undefined before it came. */
  shownToPhone: string | undefined;
  shownByPhone: string | undefined;
  /** That of both sides came, or is nobody's business. */
  isMediaKnown: boolean;
}

const MAX_CALLS = 16_384;
/** What has not ended after a day did so unseen. */
const LONGEST_MS = 86_400_000;
/** No name of a phone is longer that means anything. */
const MAX_TEXT = 256;

export class Calls {
  private readonly calls = new Map<number, Call>();
  private readonly userAgents = new SharedTexts();

  get size(): number {
    return this.calls.size;
  }

  get(key: number): Call | undefined {
    return this.calls.get(key);
  }

  /** A call that rings since now, under a key that has none. */
  begin(key: number, caller: Pick<Call, 'since' | 'aor' | 'device' | 'userAgent'>): Call {
    const call: Call = {
      since: caller.since,
      aor: copyText(caller.aor.slice(0, MAX_TEXT)),
      device: caller.device === undefined ? undefined : copyText(caller.device),
      userAgent: this.userAgents.share(caller.userAgent.slice(0, MAX_TEXT)),
      answeredAt: 0,
      cSeq: -1,
      answeredBy: 'asterisk',
      repeats: 0,
      secondAt: 0,
      isSettled: false,
      shownToPhone: undefined,
      shownByPhone: undefined,
      isMediaKnown: false,
    };
    this.calls.set(key, call);
    if (this.calls.size > MAX_CALLS) this.forgetOldest();
    return call;
  }

  end(key: number): void {
    this.calls.delete(key);
  }

  passTime(nowMs: number): void {
    for (const [key, { since }] of this.calls) {
      if (nowMs - since < LONGEST_MS) return;
      this.calls.delete(key);
    }
  }

  private forgetOldest(): void {
    for (const key of this.calls.keys()) {
      this.calls.delete(key);
      return;
    }
  }
}
