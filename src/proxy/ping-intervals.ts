// How often the phones behind a public address are to be pinged, where somebody outside has found out
// how soon its router forgets. In memory only.

import { parseIpAddress } from '../base/ip-address.ts';
import type { DirectiveResult } from './guard/bans.ts';

/** Sites with an interval of their own. */
const MAX_ADDRESSES = 10_000;

export class PingIntervals {
  private readonly ms = new Map<string, number>();

  /** @param ms undefined: the interval of the configuration again */
  set(text: string, ms: number | undefined): DirectiveResult {
    const address = parseIpAddress(text);
    if (address === undefined) return { refusal: 'it is no IP address' };
    if (ms === undefined) this.ms.delete(address);
    else if (this.ms.size >= MAX_ADDRESSES && !this.ms.has(address))
      return { refusal: `there are ${MAX_ADDRESSES} addresses with an interval of their own` };
    else this.ms.set(address, ms);
    return { address };
  }

  /** Of an address in canonical text; undefined where nobody set one. */
  find(address: string): number | undefined {
    return this.ms.get(address);
  }
}
