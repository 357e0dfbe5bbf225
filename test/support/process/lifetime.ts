// What the lab has started and must end again: each started thing is kept here until it stops, so
// that one `afterAll(stopEverything)` cleans up also after a test that threw halfway.

export interface Stoppable {
  /** Ends it; harmless when it has ended already. */
  stop(): Promise<void>;
}

const running = new Set<Stoppable>();

/** Keeps `stoppable` until it is released. */
export function own<T extends Stoppable>(stoppable: T): T {
  running.add(stoppable);
  return stoppable;
}

/** Forgets what has ended. */
export function release(stoppable: Stoppable): void {
  running.delete(stoppable);
}

/** Ends everything that was started and still runs, newest first; then tells what would not end. */
export async function stopEverything(): Promise<void> {
  const failures: unknown[] = [];
  for (const stoppable of [...running].reverse()) {
    try {
      await stoppable.stop();
    } catch (error) {
      failures.push(error);
    }
    running.delete(stoppable);
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, 'not everything in the lab could be ended');
  }
}
