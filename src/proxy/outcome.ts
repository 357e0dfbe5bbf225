// What a step decides about a message: `undefined` passes it on; everything else ends its way here.

import type { DropReason } from './drop-counts.ts';

export type Outcome =
  | undefined
  /** Goes nowhere; the reason is counted. */
  | { readonly kind: 'drop'; readonly reason: DropReason }
  /** Answered by the proxy itself; the reason is counted too. */
  | {
      readonly kind: 'respond';
      readonly statusCode: number;
      readonly reason: DropReason;
      /** Whole header lines, each with its line break. */
      readonly extraLines?: string;
    }
  /** Sent on as it came; no later step has anything to do with it. */
  | { readonly kind: 'done' }
  /** Waits; what the promise brings takes the place of this outcome. */
  | { readonly kind: 'hold'; readonly until: Promise<Outcome> };

export function drop(reason: DropReason): Outcome {
  return { kind: 'drop', reason };
}

/** The outcome of a step that has sent the message on itself. */
export const done: Outcome = { kind: 'done' };

export function respond(statusCode: number, reason: DropReason, extraLines = ''): Outcome {
  return { kind: 'respond', statusCode, reason, extraLines };
}

/** One step: reads the message, notes changes on it, decides. Parts are what the proxy is made of. */
export type Step<Message, Parts> = (message: Message, parts: Parts) => Outcome;
