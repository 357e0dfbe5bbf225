// Test alerts under way, each until its receiver has it, has refused it, or says nothing in time.

import type { TestResult } from '../api/alerts-view.ts';

type Key = string;

export class AwaitedTests {
  private readonly waiting = new Map<Key, (reason: string | undefined) => void>();

  /**
   * Never rejects.
   *
   * @param explain why nothing has come of it, when the time is over
   */
  wait({ id, receiver }: Awaited, withinMs: number, explain: () => string): Promise<TestResult> {
    return new Promise((resolve) => {
      const key = keyOf({ id, receiver });
      const end = (reason: string | undefined): void => {
        clearTimeout(timer);
        this.waiting.delete(key);
        resolve({ receiver, isDelivered: reason === undefined, reason: reason ?? '' });
      };
      const timer = setTimeout(() => end(explain()), withinMs);
      this.waiting.set(key, end);
    });
  }

  onDelivered(entry: Awaited): void {
    this.waiting.get(keyOf(entry))?.(undefined);
  }

  onFailed(entry: Awaited, reason: string): void {
    this.waiting.get(keyOf(entry))?.(reason);
  }

  /** What is left is over. */
  stop(): void {
    for (const end of this.waiting.values()) end('farend stopped');
  }
}

interface Awaited {
  /** Of the notification. */
  readonly id: string;
  readonly receiver: string;
}

function keyOf({ id, receiver }: Awaited): Key {
  return `${receiver} ${id}`;
}
