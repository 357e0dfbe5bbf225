// For the few states that nobody announces (a booted Asterisk, a contact's status): asks again and
// again until the answer is there or the deadline has passed.

import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  readonly timeoutMs: number;
  readonly everyMs?: number;
  readonly what: string;
}

/** The first answer of `ask` that is not undefined. */
export async function pollUntil<T>(
  ask: () => Promise<T | undefined>,
  options: PollOptions,
): Promise<T> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (performance.now() >= deadline) {
      throw new Error(`${options.what} did not happen within ${options.timeoutMs} ms`);
    }
    await delay(options.everyMs ?? 50);
  }
}
