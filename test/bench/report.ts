// What the bench found, as plain data for --json and as a table for a person.

import { cpus, release } from 'node:os';
import type { Round } from './contender.ts';
import type { BenchOptions, PeerName } from './options.ts';
import type { Peer } from './peers.ts';
import { measureRatio, measureSpread, type Spread } from './statistics.ts';

interface PeerReport {
  name: PeerName;
  version: string;
  perSecond: Spread;
  p50Us: Spread;
  p99Us: Spread;
  cpuUsPerTransaction: Spread;
  coreBusy: Spread;
  lost: number;
  /** What a proxy doing its work leaves at zero; the others are not listed. */
  faults: Record<string, number>;
  rounds: readonly Round[];
}

interface RatioReport {
  of: PeerName;
  to: PeerName;
  perSecond: Spread;
  p99Us: Spread;
  cpuUsPerTransaction: Spread;
}

export interface BenchReport {
  machine: string;
  place: string;
  load: string;
  /** Undefined: closed loop. */
  rate: number | undefined;
  peers: PeerReport[];
  ratios: RatioReport[];
}

const faultCounts = [
  'stripped',
  'refused',
  'unexpected',
  'contactWrong',
  'withoutRport',
  'withoutReceived',
] as const;

/** Puts the rounds of every proxy together; each is set beside the last one in turn. */
export function composeReport(
  measured: ReadonlyMap<Peer, readonly Round[]>,
  options: BenchOptions,
  place: string,
): BenchReport {
  const peers = [...measured].map(([peer, rounds]) => reportPeer(peer, rounds));
  const reference = peers.at(-1);
  const others = peers.slice(0, -1);
  return {
    machine: `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Linux ${release()}`,
    place,
    load: describeLoad(options),
    rate: options.rate,
    peers,
    ratios: reference === undefined ? [] : others.map((peer) => reportRatio(peer, reference)),
  };
}

function describeLoad(options: BenchOptions): string {
  const { rate, window, rounds, seconds } = options;
  const loop = rate === undefined ? `${window} requests in flight` : `${rate} requests a second`;
  return `${options.users} phones, ${loop}, ${rounds} rounds of ${seconds} s in turn`;
}

function reportPeer(peer: Peer, rounds: readonly Round[]): PeerReport {
  const spread = (count: keyof Round) => measureSpread(rounds.map((round) => Number(round[count])));
  const sum = (count: keyof Round) =>
    rounds.reduce((total, round) => total + Number(round[count]), 0);
  const faults = faultCounts.map((count) => [count, sum(count)] as const);
  return {
    name: peer.name,
    version: peer.version,
    perSecond: spread('perSecond'),
    p50Us: spread('p50Us'),
    p99Us: spread('p99Us'),
    cpuUsPerTransaction: spread('cpuUsPerTransaction'),
    coreBusy: spread('coreBusy'),
    lost: sum('lost'),
    faults: Object.fromEntries(faults.filter(([, count]) => count > 0)),
    rounds,
  };
}

function reportRatio(own: PeerReport, other: PeerReport): RatioReport {
  const ratio = (count: 'perSecond' | 'p99Us' | 'cpuUsPerTransaction') =>
    measureRatio(
      own.rounds.map((round) => round[count]),
      other.rounds.map((round) => round[count]),
    );
  return {
    of: own.name,
    to: other.name,
    perSecond: ratio('perSecond'),
    p99Us: ratio('p99Us'),
    cpuUsPerTransaction: ratio('cpuUsPerTransaction'),
  };
}
