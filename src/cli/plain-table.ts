// A table whose columns are as wide as what is in them.

import type { Terminal } from './terminal.ts';

/** @param rows what is shown, without control characters */
export function formatTable(
  terminal: Terminal,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((title, at) =>
    rows.reduce((width, cells) => Math.max(width, cells[at]?.length ?? 0), title.length),
  );
  const join = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [terminal.paint('bold', join(head)), ...rows.map(join)].join('\n');
}
