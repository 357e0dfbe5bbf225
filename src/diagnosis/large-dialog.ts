// A message of a phone's call that is larger than UDP carries safely, and that was lost. One that is
// merely large and arrived says nothing: most networks carry fragments, every video phone and every
// INVITE with many codecs is that long, and who is told of each of them stops reading.

import { formatTime } from '../correlation/plain-words.ts';
import type { DeviceFacts } from './facts/device-facts.ts';
import { type DialogFacts, hasGoodCallSince } from './facts/dialog-facts.ts';

export interface LargeDialogMessage {
  /** `INVITE`, `200 to an INVITE`. */
  readonly what: string;
  readonly size: number;
  readonly sentBy: 'phone' | 'asterisk';
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly evidence: readonly string[];
}

/** Phones make few calls: what was lost of the last one is thought lost for an hour. */
const COUNTS_MS = 3_600_000;
/** A call that came about carried its messages. */
const GOOD_CALL_MS = 1_000;

export function findLargeDialogMessage(
  { calls, record }: DeviceFacts,
  now: number,
): LargeDialogMessage | undefined {
  if (calls === undefined) return undefined;
  const lost = findLostRequest(calls) ?? findLostResponse(calls);
  if (lost === undefined || now - lost.time > COUNTS_MS) return undefined;
  if (hasGoodCallSince(calls, lost.time, GOOD_CALL_MS)) return undefined;
  const { what, size, sentBy, time } = lost;
  const way = sentBy === 'phone' ? `from ${record.wire?.source}` : `to ${record.wire?.source}`;
  return {
    what,
    size,
    sentBy,
    since: time,
    evidence: [
      `${what} ${way} had ${size} bytes, and was sent again and again until ${formatTime(time)}`,
    ],
  };
}

type Lost = Pick<LargeDialogMessage, 'what' | 'size' | 'sentBy'> & { readonly time: number };

function findLostRequest({ lostLarge }: DialogFacts): Lost | undefined {
  if (lostLarge === undefined) return undefined;
  const { method, size, sentBy, time } = lostLarge;
  return { what: method, size, sentBy, time };
}

/** The 200 to an INVITE came again and again: it did not arrive, or its ACK did not. */
function findLostResponse({ ackMissing, large }: DialogFacts): Lost | undefined {
  if (ackMissing === undefined || large === undefined || large.statusCode < 200) return undefined;
  const { callId, time } = ackMissing.latest;
  if (large.callId !== callId) return undefined;
  const { statusCode, method, size, sentBy } = large;
  return { what: `${statusCode} to ${method}`, size, sentBy, time };
}
