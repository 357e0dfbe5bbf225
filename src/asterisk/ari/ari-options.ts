// What an ARI client is told, whom it tells, and how patient it is.

import type { AsteriskEvent } from '../asterisk-event.ts';

export interface AriListener {
  onEvent(event: AsteriskEvent): void;
  /** `reason`: a sentence for a person when it is down, or when a permission is missing; else ''. */
  onConnection(isUp: boolean, reason: string): void;
  /** A sentence for the log. */
  onProblem(sentence: string): void;
}

export interface AriTiming {
  /** For all of a connection: the first question, the API's documents, the WebSocket. */
  readonly connectMs: number;
  /** For the answer to each call and to each heartbeat. */
  readonly callMs: number;
  readonly heartbeatMs: number;
  /** Between tries to connect, at first and at most. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** After a login that was refused, and after another program took the application over. */
  readonly refusedDelayMs: number;
}

export interface AriAddress {
  /** `http://127.0.0.1:8088`, without the path `/ari`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export interface AriClientOptions extends AriAddress {
  /** Its name in the configuration. */
  readonly asterisk: string;
  /** The names under which farend is a Stasis application there; default `farend`. */
  readonly applications?: readonly string[];
  readonly timing?: Partial<AriTiming>;
  readonly now?: () => number;
  readonly random?: () => number;
}

export const DEFAULT_APPLICATIONS: readonly string[] = ['farend'];

export const DEFAULT_TIMING: AriTiming = {
  connectMs: 10_000,
  callMs: 5_000,
  heartbeatMs: 5_000,
  firstDelayMs: 500,
  maxDelayMs: 5_000,
  refusedDelayMs: 30_000,
};
