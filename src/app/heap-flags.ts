// How node is started for the processes: options that V8 takes on its command line only. The figures
// behind them are in docs/reference/performance.md.
//
// The proxy's young generation begins with V8's own 1 MB, and under load grows to 4 MB, no further: what
// a message leaves behind is collected three times less often then, in pauses that are hardly longer,
// and still fits the processor's cache. Of its own accord it would grow to 16 MB with long pauses.

/** Options for node, before the program's file: of the proxy. */
export const proxyHeapFlags = [
  '--min-semi-space-size=1',
  '--max-semi-space-size=4',
  '--expose-gc',
] as const;

/** Of the companion, for which some memory counts more than some microseconds. */
export const companionHeapFlags = [
  '--max-semi-space-size=1',
  '--heap-growing-percent=30',
  '--expose-gc',
] as const;

/** Whether `farend run`, or somebody who knows, gave this process a young generation. */
export function hasYoungGenerationSize(): boolean {
  return process.execArgv.some((flag) => flag.startsWith('--max-semi-space-size'));
}
