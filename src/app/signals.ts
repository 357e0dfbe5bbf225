// What the services do on signals.

/** Starts the next run when the one before is over; each call returns the end of its run. */
export function serialize(run: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(run, run);
    return last;
  };
}

/** Resolves on SIGTERM and on SIGINT. */
export function waitForStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
