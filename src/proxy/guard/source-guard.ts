// Who may send at all: bans, the limits of each address, scanners. It is asked before a datagram is
// parsed, and once more for a request that is over its address' rate.

import { isLoopback } from '../../base/ip-address.ts';
import type { NetworkSet } from '../../nat/networks.ts';
import type { Bans } from './bans.ts';
import type { Admission, SourceLimits } from './source-limits.ts';
import type { SourceNotices } from './source-notices.ts';

export class SourceGuard {
  /**
   * Networks without a rate: trunks, and proxies in front that many phones stand behind. The programs
   * of this machine have none either.
   */
  unlimited: readonly NetworkSet[] = [];
  private readonly bans: Bans;
  private readonly limits: SourceLimits;
  private readonly notices: SourceNotices;

  constructor(bans: Bans, limits: SourceLimits, notices: SourceNotices) {
    this.bans = bans;
    this.limits = limits;
    this.notices = notices;
  }

  /** @param address where the phone is: the packet's source, or what a trusted proxy says of it */
  admit(address: string, port: number, nowMs: number, bytes: number): Admission | 'banned' {
    if (this.bans.has(address, nowMs)) {
      this.notices.count('banned', address, nowMs);
      return 'banned';
    }
    if (this.isUnlimited(address) || isLoopback(address)) return 'passed';
    const admission = this.limits.admit(address, port, nowMs, bytes);
    if (admission === 'rate-limited') this.notices.count('rate-limited', address, nowMs);
    return admission;
  }

  /**
   * A request that `admit` called excess.
   *
   * @param source the packet's
   */
  admitRequest(aor: string, source: string, nowMs: number): boolean {
    return this.limits.admitRequest(aor, source, nowMs);
  }

  /** What `admit` called excess did not go on. */
  noteExcess(address: string, nowMs: number): void {
    this.notices.count('rate-limited', address, nowMs);
  }

  noteScanner(name: string, address: string, nowMs: number): void {
    this.notices.count('scanner', address, nowMs, name);
  }

  private isUnlimited(address: string): boolean {
    for (const networks of this.unlimited) {
      if (networks.has(address)) return true;
    }
    return false;
  }
}
