// A quick hash for the keys of a bounded table: with a secret seed nobody can aim at another's
// bucket. It proves nothing; what must be unforgeable goes through KeyedHash.

import { randomInt } from 'node:crypto';

const SEED_LIMIT = 2 ** 32;
const LOW_HALF = 2 ** 26 - 1;

export class SeededHash {
  private readonly seedHigh = randomInt(SEED_LIMIT) | 0;
  private readonly seedLow = randomInt(SEED_LIMIT) | 0;

  /**
   * 52 bits over the text, in two halves of 26: FNV-1a with a stirring of its low bits.
   *
   * @param before the number of what comes before the text: then the result is over both
   */
  number(text: string, before = 0): number {
    let high = this.seedHigh ^ (before / 2 ** 26);
    let low = this.seedLow ^ (before & LOW_HALF);
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low ^ code, 0x5bd1e995);
    }
    high ^= high >>> 15;
    low ^= low >>> 13;
    return (Math.imul(high, 0x2c1b3c6d) >>> 6) * 2 ** 26 + (Math.imul(low, 0x297a2d39) >>> 6);
  }
}
