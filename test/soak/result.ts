// What a soak counted, and what of it must not be.

import type { AttackTally, Tally } from './outside/protocol.ts';
import type { WorkTally } from './scene/phones-at-work.ts';
import type { Traffic } from './scene/watch.ts';

/** Bytes in use after a collection of garbage, and the whole process. */
export interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
}

export interface SoakCounts {
  readonly seed: number;
  readonly seconds: number;
  readonly asterisk: string;
  readonly attacks: Readonly<Record<string, AttackTally>>;
  readonly samples: Tally['samples'];
  readonly loops: Tally['loops'];
  readonly traffic: Traffic;
  /** Log lines of farend that tell of an error that it did not foresee. */
  readonly unexpected: readonly string[];
  /** Datagrams that went nowhere, by reason, as farend counts them. */
  readonly drops: Readonly<Record<string, number>>;
  readonly bindings: number;
  readonly memory: { readonly warm: Memory; readonly end: Memory };
  readonly phones: WorkTally;
  /** farend ended before it was asked to. */
  readonly died: boolean;
}

export interface SoakResult extends SoakCounts {
  /** One sentence for each thing that must not be; none: all is well. */
  readonly findings: readonly string[];
}

/** What the bounded tables may still take in after the warm-up; a leak passes it sooner or later. */
const HEAP_GROWTH = 32 * 1024 * 1024;
const RSS_GROWTH = 160 * 1024 * 1024;
/** farend's own questions (health, pings) and what waited when the counting began. */
const OWN_DATAGRAMS = 200;

export function judge(counts: SoakCounts): SoakResult {
  return {
    ...counts,
    findings: [
      ...judgeTraffic(counts),
      ...judgeProcess(counts),
      ...judgeMemory(counts),
      ...judgePhones(counts),
    ],
  };
}

function judgeTraffic({ traffic, attacks, samples, loops }: SoakCounts): string[] {
  const elsewhere = Object.entries(traffic.elsewhere).map(
    ([to, packets]) => `${packets} packets to ${to}, from where nobody sent anything`,
  );
  const reached = Object.entries(attacks)
    .filter(([, { reachedVictim }]) => reachedVictim > 0)
    .map(([name, { reachedVictim }]) => `attack ${name} reached its victim ${reachedVictim} times`);
  const limit = traffic.received + OWN_DATAGRAMS;
  return [
    ...elsewhere,
    ...reached,
    ...samples.map((sample) => `for example ${sample}`),
    ...(traffic.toItself > 0 ? [`${traffic.toItself} packets of farend to itself: a loop`] : []),
    ...(traffic.sent > limit
      ? [`${traffic.sent} packets sent for ${traffic.received} received: a loop, or an amplifier`]
      : []),
    ...loops.map((text) => `one message brought back far too many datagrams:\n${text}`),
  ];
}

function judgeProcess({ unexpected, drops, died }: SoakCounts): string[] {
  const internal = drops['internal-error'] ?? 0;
  const unsent = drops['send-failed'] ?? 0;
  return [
    ...(died ? ['farend ended before it was asked to'] : []),
    ...(internal > 0 ? [`${internal} datagrams made farend throw`] : []),
    ...(unsent > 0 ? [`${unsent} datagrams that the kernel refused to send`] : []),
    ...unexpected.map((line) => `farend's log: ${line}`),
  ];
}

function judgeMemory({ memory: { warm, end } }: SoakCounts): string[] {
  const grown = (kind: keyof Memory, limit: number): string[] => {
    const growth = end[kind] - warm[kind];
    const megabytes = Math.round(growth / 1024 / 1024);
    return growth > limit ? [`${kind} grew by ${megabytes} MB after the warm-up`] : [];
  };
  return [...grown('heapUsed', HEAP_GROWTH), ...grown('rss', RSS_GROWTH)];
}

function judgePhones({ phones }: SoakCounts): string[] {
  return [
    ...phones.failures,
    ...(phones.reached < phones.phones
      ? [`Asterisk reached ${phones.reached} of ${phones.phones} phones`]
      : []),
    ...(phones.registered === 0 ? ['no phone registered while the attacks went on'] : []),
    ...(phones.called === 0 ? ['no call went through while the attacks went on'] : []),
  ];
}
