// A growing list that can be waited on: datagrams of a phone, log lines of a process. It takes the
// place of every sleep: a test waits for what must happen, with a deadline.

interface Waiter<T> {
  readonly accepts: (item: T) => boolean;
  readonly resolve: (item: T) => void;
}

export class EventLog<T> {
  readonly items: T[] = [];
  readonly #waiters = new Set<Waiter<T>>();

  append(item: T): void {
    this.items.push(item);
    for (const waiter of this.#waiters) {
      if (waiter.accepts(item)) {
        this.#waiters.delete(waiter);
        waiter.resolve(item);
      }
    }
  }

  /**
   * The first item that `accepts` takes, from index `from` on; the error after `timeoutMs` says
   * `what` did not come.
   */
  waitFor(
    accepts: (item: T) => boolean,
    timeoutMs: number,
    what = 'the awaited event',
    from = 0,
  ): Promise<T> {
    const present = this.items.slice(from).find(accepts);
    if (present !== undefined) {
      return Promise.resolve(present);
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const waiter: Waiter<T> = {
      accepts,
      resolve: (item) => {
        clearTimeout(timer);
        resolve(item);
      },
    };
    const missed = new Error(`${what} did not come within ${timeoutMs} ms`);
    const timer = setTimeout(() => {
      this.#waiters.delete(waiter);
      reject(missed);
    }, timeoutMs);
    this.#waiters.add(waiter);
    return promise;
  }
}
