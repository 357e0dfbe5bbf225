// One look at something, however it ends: a failure, or no end in time, is a reason and no exception.

import { isAppError } from '../../base/app-error.ts';
import { isDoneWithin } from '../../base/is-done-within.ts';
import type { Looked } from '../../doctor/looked.ts';

/**
 * @param what begins the sentence when the time is over: `AMI of main`
 * @param ms after that, `signal` aborts, and whatever still comes is not heard
 */
export async function look<Fact>(
  what: string,
  ms: number,
  work: (signal: AbortSignal) => Promise<Fact>,
): Promise<Looked<Fact>> {
  const abort = new AbortController();
  try {
    const looking = work(abort.signal);
    if (await isDoneWithin(looking, ms)) return { seen: await looking };
    return { unseen: `${what}: nothing is known after ${ms / 1000} s` };
  } catch (error) {
    const unseen = error instanceof Error ? error.message : String(error);
    return isAppError(error) ? { unseen, code: error.code } : { unseen };
  } finally {
    abort.abort();
  }
}
