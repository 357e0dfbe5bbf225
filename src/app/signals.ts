// What the services do on signals.

/** A signal handler that starts the next run when the one before is over. */
export function serialize(run: () => Promise<void>): () => void {
  let last = Promise.resolve();
  return () => {
    last = last.then(run, run);
  };
}

/** Resolves on SIGTERM and on SIGINT. */
export function waitForStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
