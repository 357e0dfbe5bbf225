// The report of a soak, for a person.

import type { SoakResult } from './result.ts';

export function formatReport(result: SoakResult): string {
  const { seconds, seed, asterisk, traffic, memory, phones, findings } = result;
  const lines = [
    `${seconds} s of attacks beside ${asterisk} (seed ${seed})`,
    '',
    ...formatAttacks(result),
    '',
    `farend received ${traffic.received} datagrams, sent ${traffic.sent}, and dropped or refused:`,
    ...formatDrops(result),
    `sent to an address that never sent: ${sum(Object.values(traffic.elsewhere))}; to itself: ${traffic.toItself}`,
    `phones: ${phones.registered} registrations, ${phones.called} calls, ${phones.failures.length} failures; Asterisk reached ${phones.reached} of ${phones.phones}`,
    `memory in use: ${megabytes(memory.warm.heapUsed)} after the warm-up, ${megabytes(memory.end.heapUsed)} at the end` +
      ` (process: ${megabytes(memory.warm.rss)}, ${megabytes(memory.end.rss)}); bindings: ${result.bindings}`,
    '',
    ...(findings.length === 0
      ? ['Nothing was found.']
      : [`Found ${findings.length}:`, ...findings.map((finding) => `- ${finding}`)]),
  ];
  return lines.join('\n');
}

function formatAttacks({ attacks }: SoakResult): string[] {
  const rows = Object.entries(attacks).map(([name, { sent, answered, reachedVictim }]) => [
    name,
    String(sent),
    String(answered),
    String(reachedVictim),
  ]);
  const table = [['attack', 'sent', 'answered', 'reached its victim'], ...rows];
  const width = Math.max(...table.map(([name = '']) => name.length));
  return table.map(
    ([name = '', ...cells]) => name.padEnd(width) + cells.map((cell) => cell.padStart(10)).join(''),
  );
}

function formatDrops({ drops }: SoakResult): string[] {
  return Object.entries(drops)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `  ${String(count).padStart(8)}  ${reason}`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
