// Requests that nobody has answered yet, the oldest first. Bounded by number, and by the bytes of the
// messages that their texts keep alive: the oldest goes.

import type { Party } from '../observation/dialog-observation.ts';
import type { WatchedCredentials } from './watched-message.ts';

export interface OpenRequest {
  /** When it came first, milliseconds since 1970. */
  readonly since: number;
  readonly method: string;
  readonly sentBy: Party;
  readonly isInDialog: boolean;
  readonly isTrunk: boolean;
  readonly size: number;
  readonly source: string;
  readonly localSocket: string;
  readonly aor: string;
  readonly device: string | undefined;
  readonly callId: string;
  readonly userAgent: string;
  readonly credentials: WatchedCredentials | undefined;
  /** See find-unroutable.ts: what the SDP of an INVITE asks for. */
  readonly unroutable: string | undefined;
  /** How often it came again. */
  repeats: number;
  isTold: boolean;
}

const MAX_REQUESTS = 8_192;
const MAX_BYTES = 16 * 1024 * 1024;

export class OpenRequests {
  private readonly requests = new Map<number, OpenRequest>();
  private bytes = 0;

  get size(): number {
    return this.requests.size;
  }

  get(key: number): OpenRequest | undefined {
    return this.requests.get(key);
  }

  /** @param key of none that is open */
  add(key: number, request: OpenRequest): void {
    this.requests.set(key, request);
    this.bytes += request.size;
    while (this.requests.size > MAX_REQUESTS || this.bytes > MAX_BYTES) {
      const [oldest] = this.requests.keys();
      if (oldest === undefined) break;
      this.take(oldest);
    }
  }

  take(key: number): OpenRequest | undefined {
    const request = this.requests.get(key);
    if (request === undefined) return undefined;
    this.requests.delete(key);
    this.bytes -= request.size;
    return request;
  }

  /** Takes out the oldest if it began at or before `timeMs`. */
  takeOlder(timeMs: number): OpenRequest | undefined {
    for (const [key, { since }] of this.requests) {
      return since <= timeMs ? this.take(key) : undefined;
    }
    return undefined;
  }
}
