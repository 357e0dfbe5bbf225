// Gives back what Asterisk loses behind a proxy. chan_pjsip binds its nonce to the source address;
// here all phones have one, so a sniffed Authorization would be good from anywhere (measured on
// Asterisk 22: res_pjsip_authenticator_digest accepts it for 32 s, whatever Call-ID, Contact or
// Request-URI it comes with).

import type { KeyedHash } from '../base/keyed-hash.ts';
import { SeededHash } from '../base/seeded-hash.ts';
import type { CredentialsVerdict } from '../observation/sip-observation.ts';
import type { DigestCredentials } from '../sip/digest.ts';
import { RecentKeys } from './recent-keys.ts';

/** At least Asterisk's nonce lifetime (32 s) and 64·T1 (RFC 3261 §17.1.1.2). */
const MEMORY_MS = 64_000;
const MAX_ENTRIES = 131_072;
/** More answers to one nonce from one address than the largest office gives are meant to make us forget. */
const MAX_ANSWERS_PER_NONCE = 1_000;

/** Who credentials come from, and for whom. */
export interface CredentialsOrigin {
  /** Source address, without the port: the nonce went to that address. */
  readonly address: string;
  /** What a REGISTER is about, or who another request is from; '' when that cannot be read. */
  readonly aor: string;
  /** Flow, Call-ID and Request-URI in one text. */
  readonly request: string;
}

export class ReplayGuard {
  private readonly hash: KeyedHash;
  private readonly keys = new SeededHash();
  /** Nonces, each with the address that it was sent to, and with the AOR that it was sent for. */
  private readonly issued = new RecentKeys(MEMORY_MS, MAX_ENTRIES);
  /** Digest responses, each with the flow, Call-ID and Request-URI that it first came with. */
  private readonly relayed = new RecentKeys(MEMORY_MS, MAX_ENTRIES);

  constructor(hash: KeyedHash) {
    this.hash = hash;
  }

  /**
   * A challenge with this nonce goes out to `address`.
   *
   * @param aor of the request that it answers
   */
  rememberChallenge(nonce: string, address: string, aor: string, nowMs: number): void {
    this.issued.set(this.keys.number(nonce), 0, nowMs);
    this.count(this.keys.number(nonce, address), 0, nowMs);
    if (aor !== '') this.issued.set(this.keys.number(nonce, `${address} ${aor}`), 0, nowMs);
  }

  /**
   * Whether credentials may go on to Asterisk, and remembers those that may. A request passes only
   * over a nonce that was sent for its own AOR: an endpoint without `auth=` is never challenged, so
   * made-up credentials prove nothing for it.
   */
  check(
    { nonce, response }: DigestCredentials,
    { address, aor, request }: CredentialsOrigin,
    nowMs: number,
  ): CredentialsVerdict {
    const own = this.keys.number(nonce, address);
    const scope = aor === '' ? own : this.keys.number(nonce, `${address} ${aor}`);
    if (this.issued.get(scope, nowMs) < 0) {
      const isForeign =
        this.issued.get(own, nowMs) < 0 && this.issued.get(this.keys.number(nonce), nowMs) >= 0;
      return isForeign ? 'foreign-nonce' : 'unknown-nonce';
    }
    const key = this.keys.number(response);
    const origin = this.hash.number(`origin ${request}`);
    const first = this.relayed.get(key, nowMs);
    if (first >= 0) return first === origin ? 'passed' : 'replayed';
    if (this.count(own, 1, nowMs) > MAX_ANSWERS_PER_NONCE) return 'unknown-nonce';
    this.relayed.set(key, origin, nowMs);
    return 'passed';
  }

  /** Adds to the answers that were given to a nonce from an address; returns how many there are. */
  private count(key: number, more: number, nowMs: number): number {
    const count = Math.max(this.issued.get(key, nowMs), 0) + more;
    this.issued.set(key, count, nowMs);
    return count;
  }
}
