// What a binding costs in memory. Compiled code and buffers come with the first phones: with several
// sizes, each is set against the smallest, so that only what more phones need is counted.

import { type EntryReport, formatCount } from './report.ts';

/** One line for each proxy and size that tells its memory. */
export function formatMemory(entries: readonly EntryReport[]): string[] {
  const telling = entries.filter(({ memory }) => memory !== undefined);
  const smallest = telling.toSorted((a, b) => a.users - b.users)[0];
  return telling
    .filter((entry) => telling.length === 1 || entry !== smallest)
    .map((entry) => formatEntry(entry, telling.length === 1 ? undefined : smallest));
}

function formatEntry({ label, users, memory }: EntryReport, base: EntryReport | undefined): string {
  if (memory === undefined) return '';
  const { heap, resident } = base?.memory?.full ?? memory.empty;
  const bindings = users - (base?.users ?? 0);
  const each = (bytes: number) => formatCount(bytes / bindings);
  const kept = memory.keptBytes / users;
  const heapEach = (memory.full.heap - heap) / bindings;
  return [
    `${label}, bytes a binding${base === undefined ? '' : ` beyond ${formatCount(base.users)}`}:`,
    `heap ${formatCount(heapEach)}, resident ${each(memory.full.resident - resident)},`,
    `of it ${formatCount(kept)} in the phone's own strings: ${formatCount(heapEach - kept)} of heap beyond them;`,
    `${formatCount(memory.residentUnderLoad / 2 ** 20)} MiB resident in all under load`,
  ].join(' ');
}
