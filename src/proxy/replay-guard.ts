// Gives back what Asterisk loses behind a proxy. chan_pjsip binds its nonce to the source address;
// here all phones have one, so a sniffed Authorization would be good from anywhere (measured on
// Asterisk 22: res_pjsip_authenticator_digest accepts it for 32 s, whatever Call-ID, Contact or
// Request-URI it comes with).

import { SeededHash } from '../base/seeded-hash.ts';
import type { CredentialsVerdict } from '../observation/sip-observation.ts';
import type { DigestCredentials } from '../sip/digest.ts';
import { AddressNumbers } from './address-numbers.ts';
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
  /** Who looks for two texts of one number does not know the seed, and is told as a replay each time. */
  private readonly keys = new SeededHash();
  private readonly addresses = new AddressNumbers();
  /**
   * Nonces, each with the address that it was sent to, and with the AOR that it was sent for. The value
   * of a nonce alone is the number of the latest such address.
   */
  private readonly issued = new RecentKeys(MEMORY_MS, MAX_ENTRIES);
  /** Digest responses, each with the flow, Call-ID and Request-URI that it first came with. */
  private readonly relayed = new RecentKeys(MEMORY_MS, MAX_ENTRIES);
  /** The same responses, each with the number of the address that it first came from. */
  private readonly holders = new RecentKeys(MEMORY_MS, MAX_ENTRIES);

  /**
   * A challenge with this nonce goes out to `address`.
   *
   * @param aor of the request that it answers
   */
  rememberChallenge(nonce: string, address: string, aor: string, nowMs: number): void {
    const any = this.keys.number(nonce);
    const own = this.keys.number(address, any);
    this.issued.set(any, this.addresses.toNumber(address), nowMs);
    this.issued.add(own, 0, nowMs);
    if (aor !== '') this.issued.set(this.keys.number(aor, own), 0, nowMs);
  }

  /**
   * Whether credentials may go on to Asterisk, and remembers those that may. A request passes only
   * over a nonce that was sent for its own AOR: an endpoint without `auth=` is never challenged, so
   * made-up credentials prove nothing for it.
   */
  check(
    { nonce, response }: Pick<DigestCredentials, 'nonce' | 'response'>,
    { address, aor, request }: CredentialsOrigin,
    nowMs: number,
  ): CredentialsVerdict {
    const any = this.keys.number(nonce);
    const own = this.keys.number(address, any);
    const scope = aor === '' ? own : this.keys.number(aor, own);
    if (this.issued.get(scope, nowMs) < 0) {
      const isForeign = this.issued.get(own, nowMs) < 0 && this.issued.get(any, nowMs) >= 0;
      return isForeign ? 'foreign-nonce' : 'unknown-nonce';
    }
    const key = this.keys.number(response);
    const origin = this.keys.number(request);
    const first = this.relayed.get(key, nowMs);
    if (first >= 0) return first === origin ? 'passed' : 'replayed';
    if (this.issued.add(own, 1, nowMs) > MAX_ANSWERS_PER_NONCE) return 'unknown-nonce';
    this.relayed.set(key, origin, nowMs);
    this.holders.set(key, this.addresses.toNumber(address), nowMs);
    return 'passed';
  }

  /** The address that held-back credentials came from first, or else that their nonce was sent to. */
  findFirstHolder(
    { nonce, response }: Pick<DigestCredentials, 'nonce' | 'response'>,
    nowMs: number,
  ): string | undefined {
    const holder = this.holders.get(this.keys.number(response), nowMs);
    return this.addresses.toAddress(
      holder >= 0 ? holder : this.issued.get(this.keys.number(nonce), nowMs),
    );
  }
}
