// How much of Asterisk's time a snapshot takes: Asterisk works for every answer, and phones need it
// as well.

import { setTimeout as delay } from 'node:timers/promises';

/** Timers are exact to a millisecond or so: shorter rests are taken together. */
const SHORTEST_REST_MS = 5;

export class Pace {
  private readonly share: number;
  private readonly signal: AbortSignal;
  private busyMs = 0;

  /**
   * @param share of Asterisk's time that may be taken, above 0, at most 1
   * @param signal ends a rest that is under way
   */
  constructor(share: number, signal: AbortSignal) {
    this.share = share;
    this.signal = signal;
  }

  /** How long nothing should be asked now. */
  get restMs(): number {
    return this.busyMs * (1 / this.share - 1);
  }

  /** Counts the time until the answer: Asterisk works that long, or less. */
  async measure<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const from = performance.now();
    try {
      return await ask();
    } finally {
      this.busyMs += performance.now() - from;
    }
  }

  /** @throws AbortError when the signal comes */
  async rest(): Promise<void> {
    const { restMs, signal } = this;
    if (restMs < SHORTEST_REST_MS) return;
    this.busyMs = 0;
    await delay(restMs, undefined, { signal, ref: false });
  }
}
