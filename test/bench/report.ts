// What the bench found, as plain data for --json and as a table for a person.

import { cpus, release } from 'node:os';
import type { MemoryHistory, Round } from './contender.ts';
import { faultCounts } from './load-generator.ts';
import type { BenchOptions, PeerName, Work } from './options.ts';
import { measureRatio, measureSpread, type Spread } from './statistics.ts';

/** One proxy with so many phones, after all rounds. */
export interface Measured {
  name: PeerName;
  version: string;
  users: number;
  rounds: readonly Round[];
  memory: MemoryHistory | undefined;
}

export interface EntryReport extends Measured {
  label: string;
  perSecond: Spread;
  callsPerSecond: Spread;
  p50Us: Spread;
  p99Us: Spread;
  cpuUsPerTransaction: Spread;
  coreBusy: Spread;
  lost: number;
  /** What a proxy doing its work leaves at zero; the others are not listed. */
  faults: Record<string, number>;
}

interface RatioReport {
  of: string;
  to: string;
  perSecond: Spread;
  p99Us: Spread;
  cpuUsPerTransaction: Spread;
}

export interface BenchReport {
  work: Work;
  machine: string;
  place: string;
  load: string;
  /** Undefined: closed loop. */
  rate: number | undefined;
  entries: EntryReport[];
  ratios: RatioReport[];
}

/**
 * Puts the rounds of every proxy together. With the same number of phones, each is set beside the
 * last one in turn; with different ones, the largest beside the smallest of the same proxy.
 */
export function composeReport(
  measured: readonly Measured[],
  options: BenchOptions,
  place: string,
): BenchReport {
  const isLadder = options.users.length > 1;
  const entries = measured.map((one) => reportEntry(one, isLadder));
  return {
    work: options.work,
    machine: `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Linux ${release()}`,
    place,
    load: describeLoad(options),
    rate: options.rate,
    entries,
    ratios: [...compareProxies(entries), ...compareSizes(entries)],
  };
}

const works: Readonly<Record<Work, string>> = {
  register: 'REGISTERs, half of them challenged',
  bindings: 'REGISTERs, half of them challenged, and for two of them an OPTIONS from Asterisk',
  footprint: 'refreshes at a real Asterisk',
  correlation: 'REGISTERs as the companion is told of them, half of them challenged',
  state: 'changes as the companion writes them down',
  call: 'calls of three transactions (INVITE with 401, INVITE with 200, BYE) and two ACKs',
};

function describeLoad({ work, users, rate, window, rounds, seconds }: BenchOptions): string {
  const flight = `${window} ${work === 'call' ? 'calls' : 'requests'} in flight`;
  const loop = rate === undefined ? flight : `${rate} requests a second`;
  const phones = users.map(formatCount).join(', ');
  return `${works[work]}; ${phones} phones, ${loop}, ${rounds} rounds of ${seconds} s in turn`;
}

function reportEntry(measured: Measured, isLadder: boolean): EntryReport {
  const { rounds, name, users } = measured;
  const spread = (figure: (round: Round) => number) => measureSpread(rounds.map(figure));
  const sum = (count: keyof Round) =>
    rounds.reduce((total, round) => total + Number(round[count]), 0);
  const faults = faultCounts.map((count) => [count, sum(count)] as const);
  return {
    ...measured,
    label: isLadder ? `${name}, ${formatCount(users)}` : name,
    perSecond: spread((round) => round.perSecond),
    callsPerSecond: spread((round) => round.calls / round.seconds),
    p50Us: spread((round) => round.p50Us),
    p99Us: spread((round) => round.p99Us),
    cpuUsPerTransaction: spread((round) => round.cpuUsPerTransaction),
    coreBusy: spread((round) => round.coreBusy),
    lost: sum('lost'),
    faults: Object.fromEntries(faults.filter(([, count]) => count > 0)),
  };
}

function compareProxies(entries: readonly EntryReport[]): RatioReport[] {
  const sizes = Map.groupBy(entries, ({ users }) => users).values();
  return [...sizes].flatMap((peers) =>
    peers.slice(0, -1).map((peer) => reportRatio(peer, peers.at(-1) as EntryReport)),
  );
}

function compareSizes(entries: readonly EntryReport[]): RatioReport[] {
  const proxies = Map.groupBy(entries, ({ name }) => name).values();
  return [...proxies].flatMap((sizes) => {
    const [smallest, ...others] = sizes.toSorted((a, b) => a.users - b.users);
    const largest = others.at(-1);
    return smallest && largest ? [reportRatio(largest, smallest)] : [];
  });
}

function reportRatio(own: EntryReport, other: EntryReport): RatioReport {
  const ratio = (count: 'perSecond' | 'p99Us' | 'cpuUsPerTransaction') =>
    measureRatio(
      own.rounds.map((round) => round[count]),
      other.rounds.map((round) => round[count]),
    );
  return {
    of: own.label,
    to: other.label,
    perSecond: ratio('perSecond'),
    p99Us: ratio('p99Us'),
    cpuUsPerTransaction: ratio('cpuUsPerTransaction'),
  };
}

export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en');
}
