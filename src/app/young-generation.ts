// How the processes are started. The proxy: what a message leaves behind is collected three times less often
// than by V8's own choice of 1 MB, in pauses that are hardly longer, and still fits the processor's
// cache. V8 takes the size on its command line only, and of its own accord grows to 16 MB with long
// pauses: docs/reference/performance.md has the figures.

/** Options for node, before the program's file: of the proxy. */
export const youngGenerationFlags = ['--min-semi-space-size=4', '--max-semi-space-size=4'] as const;

/** Of the companion, for which some memory counts more than some microseconds. */
export const companionYoungGenerationFlags = ['--max-semi-space-size=2'] as const;
