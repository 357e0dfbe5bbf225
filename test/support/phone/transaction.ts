// One request of the phone that is not an INVITE, until its final answer (RFC 3261 §17.1.2).

import { findHeaderValue, parseViaText, type SipText } from './sip-text.ts';

/** T2, the longest interval between retransmissions, in units of T1. */
const LONGEST_INTERVAL = 8;

export class Transaction {
  readonly #branch: string;
  readonly #sentBy: string;
  readonly #answer = Promise.withResolvers<SipText | undefined>();

  constructor(branch: string, sentBy: string) {
    this.#branch = branch;
    this.#sentBy = sentBy;
  }

  /** Transmits after T1, twice T1 and so on, until an answer comes or the time is up. */
  async run(transmit: () => void, t1Ms: number, timeoutMs: number): Promise<SipText | undefined> {
    let intervalMs = t1Ms;
    const repeat = (): void => {
      transmit();
      retransmission = setTimeout(repeat, intervalMs);
      intervalMs = Math.min(intervalMs * 2, t1Ms * LONGEST_INTERVAL);
    };
    let retransmission: NodeJS.Timeout | undefined;
    const deadline = setTimeout(this.#answer.resolve, timeoutMs, undefined);
    repeat();
    const answer = await this.#answer.promise;
    clearTimeout(retransmission);
    clearTimeout(deadline);
    return answer;
  }

  /** RFC 3261 §18.1.2: a response whose Via is not the phone's own is discarded. */
  take(response: SipText): void {
    const via = parseViaText(findHeaderValue(response, 'via') ?? '');
    const isOwn = this.#sentBy === `${via.host}:${via.port}` || this.#sentBy === via.host;
    if (isOwn && this.#branch === via.branch) {
      this.#answer.resolve(response);
    }
  }
}
