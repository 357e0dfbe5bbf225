// A quick hash for the keys of a bounded table: with a secret seed nobody can aim at another's
// bucket. It proves nothing; what must be unforgeable goes through KeyedHash.

import { randomInt } from 'node:crypto';

const SEED_LIMIT = 2 ** 32;

export class SeededHash {
  private readonly seedHigh = randomInt(SEED_LIMIT) | 0;
  private readonly seedLow = randomInt(SEED_LIMIT) | 0;

  /** 52 bits over both texts, in two halves of 26: FNV-1a with a stirring of its low bits. */
  number(first: string, second = ''): number {
    let high = this.seedHigh;
    let low = this.seedLow;
    for (let at = 0; at < first.length; at += 1) {
      const code = first.charCodeAt(at);
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low ^ code, 0x5bd1e995);
    }
    for (let at = 0; at < second.length; at += 1) {
      const code = second.charCodeAt(at) + 0x100;
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low ^ code, 0x5bd1e995);
    }
    high ^= high >>> 15;
    low ^= low >>> 13;
    return (Math.imul(high, 0x2c1b3c6d) >>> 6) * 2 ** 26 + (Math.imul(low, 0x297a2d39) >>> 6);
  }
}
