// The exchanges that an answer may still come for, or that may still come again: the oldest first,
// bounded by number and by the bytes of the messages that they keep alive.

import type { SipObservation } from '../observation/sip-observation.ts';
import type { AskedContacts } from './asked-contacts.ts';

interface Attempt {
  /** What the request tells. */
  readonly observation: SipObservation;
  readonly asked: AskedContacts;
}

export interface Exchange {
  /** When the present attempt was seen first, milliseconds since 1970. */
  readonly since: number;
  /** Of the leg that is nearest to the phone so far. */
  readonly viaCount: number;
  /** Who saw the request there. */
  readonly agent: string;
  /** How often it came there. */
  readonly requests: number;
  /** Undefined once it was answered. */
  readonly attempt: Attempt | undefined;
  /** Somebody else tells of it, or it is no phone's. */
  readonly isIgnored: boolean;
}

const MAX_EXCHANGES = 16_384;
const MAX_BYTES = 32 * 1024 * 1024;

export class ExchangeTable {
  private readonly exchanges = new Map<number, Exchange>();
  private bytes = 0;

  get size(): number {
    return this.exchanges.size;
  }

  get(key: number): Exchange | undefined {
    return this.exchanges.get(key);
  }

  /** Keeps its place when it began at the same time; returns the keys of those that had to go. */
  put(key: number, exchange: Exchange): number[] {
    const before = this.exchanges.get(key);
    if (before !== undefined) {
      this.bytes -= sizeOf(before);
      if (before.since !== exchange.since) this.exchanges.delete(key);
    }
    this.exchanges.set(key, exchange);
    this.bytes += sizeOf(exchange);
    return this.shrink();
  }

  delete(key: number): void {
    const exchange = this.exchanges.get(key);
    if (exchange === undefined) return;
    this.bytes -= sizeOf(exchange);
    this.exchanges.delete(key);
  }

  /** Takes out what began before `timeMs`. */
  *takeOlder(timeMs: number): Iterable<readonly [key: number, exchange: Exchange]> {
    for (const entry of this.exchanges) {
      if (entry[1].since >= timeMs) return;
      this.delete(entry[0]);
      yield entry;
    }
  }

  private shrink(): number[] {
    const gone: number[] = [];
    while (this.exchanges.size > MAX_EXCHANGES || this.bytes > MAX_BYTES) {
      const [oldest] = this.exchanges.keys();
      if (oldest === undefined) break;
      this.delete(oldest);
      gone.push(oldest);
    }
    return gone;
  }
}

/** Texts cut from a message keep all of it alive. */
function sizeOf({ attempt }: Exchange): number {
  return attempt?.observation.size ?? 0;
}
