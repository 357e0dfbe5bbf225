// Phones that listen elsewhere than they send: by the file, and learned. Such a phone gets its answers
// at the port in its Via and requests at the port in its Contact, as RFC 3261 §18.2.2 has it.
//
// Learned: a phone repeats a request although it was answered. The repetition is answered at the other
// port. When the phone is content with that, it is remembered; when it repeats again, it is not, and
// what was learned before is given up. So nobody can be talked into a wrong port for long.

import { SeededHash } from '../base/seeded-hash.ts';
import { createWildcard } from '../base/wildcard.ts';
import { createNetworkSet, type NetworkSet } from '../nat/networks.ts';
import type { Binding } from './binding.ts';
import type { Exemption, SocketAddress } from './proxy-options.ts';
import { RecentKeys } from './recent-keys.ts';

/** 64·T1: as long as a request is repeated (RFC 3261 §17.1.2.2). */
const REQUEST_MS = 32_000;
/** A phone that did not like the other port is not tried again so soon. */
const TRIAL_MS = 3_600_000;
const LEARNED_MS = 7 * 24 * 3_600_000;
const MAX_REQUESTS = 65_536;
const MAX_PHONES = 16_384;

const NONE = 0;
const TRYING = 1;
const FAILED = 2;

/** What is known of a request when it is decided where its answer goes. */
export interface Asker {
  /** 16 hex digits: the id of the request. */
  readonly id: string;
  readonly aor: string;
  /** Its source address. */
  readonly address: string;
  readonly sourcePort: number;
  readonly viaPort: number;
}

export class Exemptions {
  private userAgents: readonly ((text: string) => boolean)[] = [];
  private endpoints: readonly ((text: string) => boolean)[] = [];
  private networks: NetworkSet = createNetworkSet([]);
  private readonly keys = new SeededHash();
  /** The port that a request was answered at last. */
  private readonly answered = new RecentKeys(REQUEST_MS, MAX_REQUESTS);
  /** The port that answers to a request go to instead of the one that its Via names. */
  private readonly redirected = new RecentKeys(REQUEST_MS, MAX_PHONES);
  private readonly trials = new RecentKeys(TRIAL_MS, MAX_PHONES);
  private readonly learned = new RecentKeys(LEARNED_MS, MAX_PHONES);
  /** Until then some phone is being tried, or was learned: before that, nobody needs to be looked up. */
  private trialsUntil = 0;
  private learnedUntil = 0;
  private redirectsUntil = 0;

  /** @param entries those of the file; what was learned stays */
  configure(entries: readonly Exemption[]): void {
    const patterns = (pick: (entry: Exemption) => string | undefined) =>
      entries.flatMap((entry) => pick(entry) ?? []).map(createWildcard);
    this.userAgents = patterns(({ userAgent }) => userAgent);
    this.endpoints = patterns(({ endpoint }) => endpoint);
    this.networks = createNetworkSet(entries.flatMap(({ network }) => network ?? []));
  }

  /** True when the file exempts the phone; `readUserAgent` is asked only if an entry needs it. */
  isConfigured(aor: string, address: string, readUserAgent: () => string): boolean {
    if (this.networks.has(address)) return true;
    const user = aor.slice(0, Math.max(aor.indexOf('@'), 0));
    if (this.endpoints.some((matches) => matches(user))) return true;
    return (
      this.userAgents.length > 0 && this.userAgents.some((matches) => matches(readUserAgent()))
    );
  }

  /** A device's answers come from another port than it is asked at: that is known of it. */
  answersFromElsewhere({ aor, address, userAgent }: Binding, nowMs: number): boolean {
    return this.isLearned(aor, address, nowMs) || this.isConfigured(aor, address, () => userAgent);
  }

  isLearned(aor: string, address: string, nowMs: number): boolean {
    if (nowMs > this.learnedUntil) return false;
    return this.learned.get(this.keys.number(aor, this.keys.number(address)), nowMs) > NONE;
  }

  /** A request was answered at this port of its source. */
  noteAnswer(id: string, { address, port }: SocketAddress, nowMs: number): void {
    this.answered.set(this.keys.number(address, this.keys.number(id)), port, nowMs);
  }

  /**
   * A request came. When it was answered before, the answer did not reach its sender where it went,
   * and the other port is tried once. Returns what is news: `learned`, or `gave-up` on what was.
   */
  judge(asker: Asker, nowMs: number): 'learned' | 'gave-up' | undefined {
    const { id, aor, address, sourcePort, viaPort } = asker;
    const request = this.keys.number(address, this.keys.number(id));
    const lastPort = this.answered.get(request, nowMs);
    if (lastPort < 0 && nowMs > this.trialsUntil) return undefined;
    const phone = this.keys.number(aor, this.keys.number(address));
    const trial = this.trials.get(phone, nowMs);
    if (lastPort < 0) {
      if (trial !== TRYING) return undefined;
      this.trials.set(phone, NONE, nowMs);
      this.learned.set(phone, 1, nowMs);
      this.learnedUntil = nowMs + LEARNED_MS;
      return 'learned';
    }
    if (lastPort === sourcePort) {
      if (trial === FAILED || viaPort === sourcePort) return undefined;
      this.trials.set(phone, TRYING, nowMs);
      this.trialsUntil = nowMs + TRIAL_MS;
      this.redirect(request, viaPort, nowMs);
      return undefined;
    }
    // From another port than before: another flow, or somebody who copied the request.
    if (lastPort !== viaPort) return undefined;
    this.trials.set(phone, FAILED, nowMs);
    this.redirect(request, sourcePort, nowMs);
    if (this.learned.get(phone, nowMs) <= NONE) return undefined;
    this.learned.set(phone, NONE, nowMs);
    return 'gave-up';
  }

  /** Asterisk answers a repetition with our Via of the first: what was decided later is asked here. */
  redirectAnswer(id: string, remote: SocketAddress, nowMs: number): SocketAddress {
    if (nowMs > this.redirectsUntil) return remote;
    const port = this.redirected.get(this.keys.number(remote.address, this.keys.number(id)), nowMs);
    return port < 0 ? remote : { address: remote.address, port };
  }

  private redirect(request: number, port: number, nowMs: number): void {
    this.redirectsUntil = nowMs + REQUEST_MS;
    this.redirected.set(request, port, nowMs);
  }
}
