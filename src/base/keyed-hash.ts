// A keyed hash for what farend writes into messages and finds again later, and for the keys under
// which it remembers strings that others chose.

import { hash } from 'node:crypto';

/** Hex digits kept of a digest: 64 bits. */
const HEX_DIGITS = 16;
const PREFIX_DIGITS = 32;
/** 52 bits: the most whole hex digits that fit into a number. */
const NUMBER_DIGITS = 13;

/**
 * SHA-256 over key and text, of which 64 bits are shown. Nobody can extend a text whose digest he
 * sees only a quarter of, so the simple construction is safe where the full digest would not be;
 * it costs a third of an HMAC, and each message needs several.
 */
export class KeyedHash {
  private readonly prefix: string;

  /** @param key secret, 32 hex digits or more; 128 bits of it count, so that a text stays short */
  constructor(key: string) {
    this.prefix = hash('sha256', key, 'hex').slice(0, PREFIX_DIGITS);
  }

  /** 16 lower-case hex digits. */
  hex(text: string): string {
    return hash('sha256', this.prefix + text, 'hex').slice(0, HEX_DIGITS);
  }

  /** 52 bits, for a Map to key on: it keeps no string alive. */
  number(text: string): number {
    return Number.parseInt(hash('sha256', this.prefix + text, 'hex').slice(0, NUMBER_DIGITS), 16);
  }
}
