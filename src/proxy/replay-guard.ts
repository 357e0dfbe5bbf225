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
const MAX_ENTRIES = 65_536;

export class ReplayGuard {
  private readonly hash: KeyedHash;
  private readonly keys = new SeededHash();
  /** Nonces, each with the address that it was sent to. */
  private readonly issued = new RecentKeys(MEMORY_MS, MAX_ENTRIES);
  /** Digest responses, each with the flow, Call-ID and Request-URI that it first came with. */
  private readonly relayed = new RecentKeys(MEMORY_MS, MAX_ENTRIES);

  constructor(hash: KeyedHash) {
    this.hash = hash;
  }

  /** A challenge with this nonce goes out to `address`. */
  rememberChallenge(nonce: string, address: string, nowMs: number): void {
    this.issued.set(this.keys.number(nonce, address), 1, nowMs);
    this.issued.set(this.keys.number(nonce), 1, nowMs);
  }

  /**
   * Whether credentials may go on to Asterisk, and remembers those that may.
   *
   * @param address source address, without the port: the nonce went to that address
   * @param origin flow, Call-ID and Request-URI in one text
   */
  check(
    credentials: DigestCredentials,
    address: string,
    origin: string,
    nowMs: number,
  ): CredentialsVerdict {
    if (this.issued.get(this.keys.number(credentials.nonce, address), nowMs) < 0)
      return this.isKnown(credentials.nonce, nowMs) ? 'foreign-nonce' : 'unknown-nonce';
    const key = this.keys.number(credentials.response);
    const seenOrigin = this.hash.number(`origin ${origin}`);
    const first = this.relayed.get(key, nowMs);
    if (first < 0) this.relayed.set(key, seenOrigin, nowMs);
    return first < 0 || first === seenOrigin ? 'passed' : 'replayed';
  }

  /** True when a challenge with this nonce went out to any address. */
  private isKnown(nonce: string, nowMs: number): boolean {
    return this.issued.get(this.keys.number(nonce), nowMs) >= 0;
  }
}
