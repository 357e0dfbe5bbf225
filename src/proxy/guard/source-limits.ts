// How much one source address may send before datagrams of it are dropped, and which of them go on
// even then: phones that are known stay served behind an address that is flooded.

import { SeededHash } from '../../base/seeded-hash.ts';
import { isLive } from '../binding.ts';
import type { Bindings } from '../bindings.ts';
import type { SocketAddress } from '../proxy-options.ts';
import { RecentKeys } from '../recent-keys.ts';
import { Allowance } from './allowance.ts';

/** 300 phones that register within 10 s, or all at once after a power cut: 600 datagrams and more. */
const ADDRESS_RATE = { perSecond: 100, burst: 1_000 };
/** What a phone with a busy lamp field sends at its worst. */
const FLOW_RATE = { perSecond: 20, burst: 100 };
/** A phone that comes from a new port has to register, and may call while it does. */
const AOR_RATE = { perSecond: 5, burst: 20 };
/** What is over the address' rate is read, to see whose it is, as long as it costs little CPU. */
const READ_RATE = { perSecond: 1_000, burst: 5_000 };

/** Reading costs by length: this much counts as one datagram, and is all that most phones send. */
const UNIT_BYTES = 1_500;

/** Longer than phones wait between two refreshes, as a rule. */
const PROVEN_MS = 3_600_000;
const MAX_FLOWS = 131_072;
const MAX_ADDRESSES = 65_536;
/** Flows, AORs and addresses of which a flood is under way. */
const MAX_IN_EXCESS = 16_384;

/** `excess`: over the rate; goes on only as {@link SourceLimits.admitRequest} allows. */
export type Admission = 'passed' | 'excess' | 'rate-limited';

export class SourceLimits {
  private readonly bindings: Bindings;
  private readonly keys = new SeededHash();
  private readonly byAddress = new Allowance(ADDRESS_RATE, MAX_ADDRESSES);
  private readonly byFlow = new Allowance(FLOW_RATE, MAX_IN_EXCESS);
  private readonly byAor = new Allowance(AOR_RATE, MAX_IN_EXCESS);
  private readonly toRead = new Allowance(READ_RATE, MAX_IN_EXCESS);
  /** Address and port of phones whose registration Asterisk accepted. */
  private readonly proven = new RecentKeys(PROVEN_MS, MAX_FLOWS);

  constructor(bindings: Bindings) {
    this.bindings = bindings;
  }

  /** Asterisk's 2xx went there: it is a phone's. */
  prove({ address, port }: SocketAddress, nowMs: number): void {
    this.proven.set(this.flowKey(address, port), 0, nowMs);
  }

  /** A datagram of so many bytes came, of which nothing else is known yet. */
  admit(address: string, port: number, nowMs: number, bytes = 0): Admission {
    const count = Math.max(Math.ceil(bytes / UNIT_BYTES), 1);
    const key = this.keys.number(siteOf(address));
    if (this.byAddress.take(key, nowMs, count)) return 'passed';
    const flow = this.flowKey(address, port);
    if (this.proven.get(flow, nowMs) >= 0 && this.byFlow.take(flow, nowMs, count)) return 'passed';
    // Also for a gateway with many accounts behind one port.
    return this.toRead.take(key, nowMs, count) ? 'excess' : 'rate-limited';
  }

  /**
   * Whether a request in excess goes on: it is from, or registers, an address-of-record that has a
   * live binding at this very address. Its port is new then.
   */
  admitRequest(aor: string, address: string, nowMs: number): boolean {
    for (const binding of this.bindings.ofAor(aor)) {
      if (binding.flow.remote.address === address && isLive(binding, nowMs))
        return this.byAor.take(this.keys.number(address, this.keys.number(aor)), nowMs);
    }
    return false;
  }

  private flowKey(address: string, port: number): number {
    return this.keys.number(String(port), this.keys.number(address));
  }
}

/**
 * Whose allowance an address takes from. A site has one IPv4 address and 2^64 IPv6 ones, so of those
 * the first four groups count, or fewer where zeros follow.
 */
function siteOf(address: string): string {
  let colon = address.indexOf(':');
  if (colon < 0) return address;
  for (let groups = 1; groups < 4; groups += 1) {
    const next = address.indexOf(':', colon + 1);
    if (next <= colon + 1) return address.slice(0, colon);
    colon = next;
  }
  return address.slice(0, colon);
}
