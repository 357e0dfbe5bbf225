// Loaded into farend before its own code: answers the bench's question for its memory, after what is
// garbage has gone and what V8 keeps in reserve was given back. Needs --expose-gc and a channel.

process.on('message', () => {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  process.send?.(process.memoryUsage());
});
process.channel?.unref();
