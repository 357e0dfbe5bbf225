// Loaded into farend before its own code: answers the bench's question for its memory, after what is
// garbage has gone. Needs --expose-gc and a channel to the bench.

/** The first finds what finalizers release, the second takes it. */
const COLLECTIONS = 2;

process.on('message', () => {
  for (let turn = 0; turn < COLLECTIONS; turn += 1) globalThis.gc?.();
  process.send?.(process.memoryUsage());
});
process.channel?.unref();
