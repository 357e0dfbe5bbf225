// The report as a table: median, with the lowest and highest round behind it.

import { formatMemory } from './format-memory.ts';
import { type BenchReport, type EntryReport, formatCount } from './report.ts';
import type { Spread } from './statistics.ts';

type Row = readonly string[];

/** Lines for a terminal; median (lowest–highest round). */
export function formatReport(report: BenchReport): string {
  const columns = chooseColumns(report);
  const rows = report.entries.map((entry) => columns.map(([, format]) => format(entry)));
  const versions = new Map(report.entries.map(({ name, version }) => [name, version]));
  return [
    `machine  ${report.machine}, ${report.place}`,
    `load     ${report.load}`,
    ...[...versions].map(([name, version]) => `${name.padEnd(8)} ${version}`),
    '',
    ...formatTable([columns.map(([title]) => title), ...rows]),
    '',
    ...formatRatios(report),
    ...formatMemory(report.entries),
    ...formatWarnings(report),
  ].join('\n');
}

type Column = readonly [title: string, format: (entry: EntryReport) => string];

function chooseColumns({ work }: BenchReport): Column[] {
  const calls: Column = ['calls/s', (entry) => formatSpread(entry.callsPerSecond, formatCount)];
  return [
    ['', ({ label }) => label],
    ['transactions/s', (entry) => formatSpread(entry.perSecond, formatCount)],
    ...(work === 'call' ? [calls] : []),
    ['p50 ms', (entry) => formatSpread(entry.p50Us, formatMs)],
    ['p99 ms', (entry) => formatSpread(entry.p99Us, formatMs)],
    [
      'CPU µs/transaction',
      (entry) => formatSpread(entry.cpuUsPerTransaction, (us) => us.toFixed(1)),
    ],
    ['core busy %', (entry) => formatSpread(entry.coreBusy, (share) => (share * 100).toFixed(0))],
    ['lost', ({ lost }) => formatCount(lost)],
  ];
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
  return report.entries.flatMap((entry) => {
    const faults = Object.entries(entry.faults).map(([name, count]) => `${name} ${count}`);
    const wrong = `${entry.label} did not do the work: ${faults.join(', ')}`;
    const busy = `${(entry.coreBusy.median * 100).toFixed(0)} %`;
    const heldBack = `${entry.label} used ${busy} of its core: the load or another process held it back`;
    return [
      ...(faults.length > 0 ? [wrong] : []),
      ...(report.rate === undefined && entry.coreBusy.median < 0.9 ? [heldBack] : []),
    ];
  });
}

function formatTable(rows: readonly Row[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
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
