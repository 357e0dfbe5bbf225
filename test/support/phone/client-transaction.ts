// One request of the phone that is not an INVITE, until its final answer (RFC 3261 §17.1.2).

import { findHeaderValue, parseViaText, readStatusCode, type SipText } from './sip-text.ts';

export interface TransactionTimes {
  /** Undefined: the request is sent once. */
  readonly t1Ms: number | undefined;
  readonly timeoutMs: number;
}

/** What has sent a request and takes its answers. */
export interface ResponseTaker {
  take(response: SipText): void;
}

/** T2, the longest interval between retransmissions, in units of T1. */
const LONGEST_INTERVAL = 8;

export class ClientTransaction implements ResponseTaker {
  readonly #answer = Promise.withResolvers<SipText | undefined>();

  /** Transmits after T1, twice T1 and so on, until an answer comes or the time is up. */
  async run(transmit: () => void, times: TransactionTimes): Promise<SipText | undefined> {
    const stopRepeating = repeat(transmit, times.t1Ms);
    const deadline = setTimeout(this.#answer.resolve, times.timeoutMs, undefined);
    const answer = await this.#answer.promise;
    stopRepeating();
    clearTimeout(deadline);
    return answer;
  }

  take(response: SipText): void {
    if ((readStatusCode(response) ?? 0) >= 200) {
      this.#answer.resolve(response);
    }
  }
}

/** Does it now, after T1, twice T1 and so on, until the returned function is called. */
export function repeat(action: () => void, t1Ms: number | undefined): () => void {
  action();
  if (t1Ms === undefined) {
    return () => undefined;
  }
  let intervalMs = t1Ms;
  const actAgain = (): void => {
    action();
    intervalMs = Math.min(intervalMs * 2, t1Ms * LONGEST_INTERVAL);
    timer = setTimeout(actAgain, intervalMs);
  };
  let timer = setTimeout(actAgain, intervalMs);
  return () => clearTimeout(timer);
}

/** The branch of a response whose Via is the phone's own; others are discarded (RFC 3261 §18.1.2). */
export function readOwnBranch(response: SipText, sentBy: string): string | undefined {
  const via = parseViaText(findHeaderValue(response, 'via') ?? '');
  const isOwn = sentBy === `${via.host}:${via.port}` || sentBy === via.host;
  return isOwn ? via.branch : undefined;
}
