// Reading the program and its configuration leaves a quarter of the heap behind as garbage, which V8
// would keep for hours in a process that has little to do.

/**
 * Gives that memory back. It holds the process up for some 30 ms. Without `--expose-gc`, which
 * `farend run` gives, nothing happens.
 */
export function collectGarbage(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
