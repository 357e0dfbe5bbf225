// Addresses that somebody outside banned for a time. Nothing here decides who deserves it; that a
// ban cannot cut farend off from Asterisk or from itself is all that is checked.

import { parseIpAddress } from '../../base/ip-address.ts';

const MAX_BANS = 10_000;
/** An IPv4 address in the clothes of IPv6; packets come under the plain one. */
const MAPPED = '::ffff:';

export interface Ban {
  /** Canonical text. */
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly untilMs: number;
}

/** What became of a ban or its end: the address, or why not, in words. */
export type DirectiveResult = { readonly address: string } | { readonly refusal: string };

export class Bans {
  private readonly untilMs = new Map<string, number>();
  private readonly explainProtection: (address: string) => string | undefined;

  /** @param explainProtection why an address must not be banned; undefined when it may */
  constructor(explainProtection: (address: string) => string | undefined) {
    this.explainProtection = explainProtection;
  }

  /** Bans an address, or moves the end of its ban; past 10,000 the ban that ends first goes. */
  ban(text: string, untilMs: number, nowMs: number): DirectiveResult {
    const address = readAddress(text);
    if (address === undefined) return { refusal: 'it is no IP address' };
    const refusal = this.explainProtection(address);
    if (refusal !== undefined) return { refusal };
    if (untilMs <= nowMs) return { refusal: 'that time is over' };
    this.untilMs.delete(address);
    if (this.untilMs.size >= MAX_BANS) this.makeRoom(nowMs);
    this.untilMs.set(address, untilMs);
    return { address };
  }

  unban(text: string, nowMs: number): DirectiveResult {
    const address = readAddress(text);
    if (address === undefined) return { refusal: 'it is no IP address' };
    const isBanned = this.has(address, nowMs);
    this.untilMs.delete(address);
    return isBanned ? { address } : { refusal: 'it is not banned' };
  }

  /** @param address as a packet's source has it */
  has(address: string, nowMs: number): boolean {
    if (this.untilMs.size === 0) return false;
    const until = this.untilMs.get(address);
    if (until === undefined) return false;
    if (until > nowMs) return true;
    this.untilMs.delete(address);
    return false;
  }

  /** Those in force, the one that ends first at the front. */
  list(nowMs: number): Ban[] {
    return [...this.untilMs]
      .filter(([, untilMs]) => untilMs > nowMs)
      .map(([address, untilMs]) => ({ address, untilMs }))
      .sort((one, other) => one.untilMs - other.untilMs);
  }

  private makeRoom(nowMs: number): void {
    let first: string | undefined;
    let firstEnd = Number.POSITIVE_INFINITY;
    for (const [address, until] of this.untilMs) {
      if (until <= nowMs) this.untilMs.delete(address);
      else if (until < firstEnd) [first, firstEnd] = [address, until];
    }
    if (first !== undefined && this.untilMs.size >= MAX_BANS) this.untilMs.delete(first);
  }
}

function readAddress(text: string): string | undefined {
  const address = parseIpAddress(text);
  if (!address?.startsWith(MAPPED)) return address;
  return parseIpAddress(address.slice(MAPPED.length)) ?? address;
}
