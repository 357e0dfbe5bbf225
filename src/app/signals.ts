// What the services do on signals.

/** Starts the next run when the one before is over; each call returns the end of its run. */
export function serialize(run: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(run, run);
    return last;
  };
}

/**
 * Holds SIGHUP, which would end the process as long as nobody listens for it.
 *
 * @returns what to do at each from now on, and at once when one came already
 */
export function holdReloads(): (reload: () => Promise<void>) => void {
  const state: { run: (() => Promise<void>) | undefined; isDue: boolean } = {
    run: undefined,
    isDue: false,
  };
  process.on('SIGHUP', () => {
    if (state.run === undefined) state.isDue = true;
    else void state.run();
  });
  return (reload) => {
    state.run = reload;
    if (state.isDue) void reload();
  };
}

/** Resolves on SIGTERM and on SIGINT. */
export function waitForStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
