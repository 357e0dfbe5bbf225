// The report as a table: median, with the lowest and highest round behind it.

import type { BenchReport } from './report.ts';
import type { Spread } from './statistics.ts';

type Row = readonly string[];

const columns: Row = [
  '',
  'transactions/s',
  'p50 ms',
  'p99 ms',
  'CPU µs/transaction',
  'core busy %',
  'lost',
];

/** Lines for a terminal; median (lowest–highest round). */
export function formatReport(report: BenchReport): string {
  const rows = report.peers.map((peer) => [
    peer.name,
    formatSpread(peer.perSecond, formatWhole),
    formatSpread(peer.p50Us, formatMs),
    formatSpread(peer.p99Us, formatMs),
    formatSpread(peer.cpuUsPerTransaction, (us) => us.toFixed(1)),
    formatSpread(peer.coreBusy, (share) => (share * 100).toFixed(0)),
    formatWhole(peer.lost),
  ]);
  return [
    `machine  ${report.machine}, ${report.place}`,
    `load     ${report.load}`,
    ...report.peers.map((peer) => `${peer.name.padEnd(8)} ${peer.version}`),
    '',
    ...formatTable([columns, ...rows]),
    '',
    ...formatRatios(report),
    ...formatWarnings(report),
  ].join('\n');
}

function formatRatios(report: BenchReport): string[] {
  const twoDigits = (ratio: number) => ratio.toFixed(2);
  return report.ratios.map((ratio) =>
    [
      `${ratio.of} : ${ratio.to}, round by round:`,
      `transactions/s ${formatSpread(ratio.perSecond, twoDigits)},`,
      `p99 ${formatSpread(ratio.p99Us, twoDigits)},`,
      `CPU ${formatSpread(ratio.cpuUsPerTransaction, twoDigits)}`,
    ].join(' '),
  );
}

function formatWarnings(report: BenchReport): string[] {
  return report.peers.flatMap((peer) => {
    const faults = Object.entries(peer.faults).map(([name, count]) => `${name} ${count}`);
    const wrong = `${peer.name} did not do the work: ${faults.join(', ')}`;
    const busy = `${(peer.coreBusy.median * 100).toFixed(0)} %`;
    const heldBack = `${peer.name} used ${busy} of its core: the load or another process held it back`;
    return [
      ...(faults.length > 0 ? [wrong] : []),
      ...(report.rate === undefined && peer.coreBusy.median < 0.9 ? [heldBack] : []),
    ];
  });
}

function formatTable(rows: readonly Row[]): string[] {
  const widths = columns.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function formatSpread(spread: Spread, format: (value: number) => string): string {
  return `${format(spread.median)} (${format(spread.min)}–${format(spread.max)})`;
}

function formatMs(us: number): string {
  return (us / 1000).toFixed(2);
}

function formatWhole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
