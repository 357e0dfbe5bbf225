// What an HTTP status means for a delivery: taken, worth another try, or of no use until a person has
// changed something.

import type { DeliveryOutcome } from './notifier.ts';
import type { HttpAnswer, HttpFailure } from './send-request.ts';

const cures: Readonly<Record<number, string>> = {
  301: 'it moved: write its new address into the configuration',
  308: 'it moved: write its new address into the configuration',
  400: 'it does not understand what farend sends: check that the address is one for alerts',
  401: 'it wants other credentials: check the secret or the address',
  403: 'it does not let farend in: check the secret or the address',
  404: 'there is nothing at that address: check it in the configuration',
  405: 'nothing can be posted to that address: check it in the configuration',
  410: 'it is gone for good: write another address into the configuration',
  413: 'the message is too large for it',
};

/** 408 and 425 ask for another try by themselves, 429 later (RFC 9110 §15, RFC 6585 §4, RFC 8470 §5.2). */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);
const MOVED: ReadonlySet<number> = new Set([301, 308]);

/** 3xx are not followed; those that call themselves temporary are tried again. */
export function judgeStatus(answer: HttpAnswer | HttpFailure): DeliveryOutcome {
  if (answer.kind === 'failure') return { kind: 'retry', reason: answer.reason };
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const isPassing = status >= 500 || PASSING.has(status) || (status < 400 && !MOVED.has(status));
  if (isPassing)
    return {
      kind: 'retry',
      reason: `it answers ${status}`,
      ...(retryAfterMs !== undefined && { afterMs: retryAfterMs }),
    };
  return {
    kind: 'refused',
    reason: `it answers ${status}: ${cures[status] ?? 'check the address and what it expects'}`,
  };
}
