// Loaded into farend before it starts: on SIGUSR2 it collects garbage and writes what memory is left
// in use, as one more line of the log.

process.on('SIGUSR2', () => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  process.stderr.write(`${JSON.stringify({ event: 'memory', heapUsed, rss })}\n`);
});
