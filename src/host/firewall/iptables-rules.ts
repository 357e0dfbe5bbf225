// What `iptables-save` prints: the chains of the table filter, for IPv4.

import { parseArgs } from 'node:util';
import type { FilterChain, FilterRule, Match, UdpProbe } from './filter-chain.ts';
import { matchAll } from './match-all.ts';

/** Chains of the table filter; none where the text has no such table. */
export function parseIptables(text: string): FilterChain[] {
  const table = /^\*filter\n([\s\S]*?)^COMMIT$/m.exec(text)?.[1] ?? '';
  const lines = table.split('\n');
  return lines.flatMap((line) => {
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (name === undefined) return [];
    const own = lines.filter((candidate) => candidate.startsWith(`-A ${name} `));
    return {
      name,
      rules: own.map((rule) => readRule(rule, name)).filter((rule) => rule !== undefined),
      ...(name === 'INPUT' && { policy: policy === 'ACCEPT' ? 'accept' : 'drop' }),
    };
  });
}

/** Options that say what a packet has to be; what is not here is not read. */
const options = {
  append: { type: 'string', short: 'A' },
  jump: { type: 'string', short: 'j' },
  goto: { type: 'string', short: 'g' },
  protocol: { type: 'string', short: 'p' },
  match: { type: 'string', short: 'm', multiple: true },
  source: { type: 'string', short: 's' },
  destination: { type: 'string', short: 'd' },
  'in-interface': { type: 'string', short: 'i' },
  dport: { type: 'string' },
  dports: { type: 'string' },
  ctstate: { type: 'string' },
  state: { type: 'string' },
  comment: { type: 'string' },
  'reject-with': { type: 'string' },
} as const;

const knownMatches: readonly string[] = [
  'udp',
  'tcp',
  'multiport',
  'conntrack',
  'state',
  'comment',
  'limit',
  'recent',
  'set',
  'hashlimit',
];
const perSource: readonly string[] = ['limit', 'recent', 'set', 'hashlimit'];
/** Targets that do something on the way. */
const passing: readonly string[] = [
  'LOG',
  'NFLOG',
  'MARK',
  'CONNMARK',
  'SET',
  'TRACE',
  'NOTRACK',
  'CT',
];

function readRule(text: string, chain: string): FilterRule | undefined {
  const args = splitWords(text);
  const { values } = parseArgs({ args, options, strict: false, allowPositionals: true });
  const say = (name: keyof typeof options): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const verdict = readVerdict(say('jump'), say('goto'));
  if (verdict === undefined) return undefined;
  const modules = (values.match ?? []).map(String);
  const matches = (probe: UdpProbe): Match =>
    matchAll([
      args.includes('!') ? 'unknown' : 'yes',
      matchProtocol(say('protocol')),
      matchPorts(say('dport') ?? say('dports'), probe),
      matchState(say('ctstate') ?? say('state')),
      matchInterface(say('in-interface'), probe),
      say('source') === undefined ? 'yes' : 'some',
      say('destination') === undefined ? 'yes' : 'unknown',
      modules.some((name) => perSource.includes(name)) ? 'some' : 'yes',
      modules.every((name) => knownMatches.includes(name)) ? 'yes' : 'unknown',
    ]);
  return { text: text.replace(/^-A \S+/, chain), matches, verdict };
}

function splitWords(text: string): string[] {
  return (text.match(/"(?:\\.|[^"])*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'));
}

function readVerdict(
  jump: string | undefined,
  goto: string | undefined,
): FilterRule['verdict'] | undefined {
  if (goto !== undefined) return { kind: 'goto', chain: goto };
  if (jump === undefined || passing.includes(jump)) return undefined;
  if (jump === 'ACCEPT') return { kind: 'accept' };
  if (jump === 'DROP' || jump === 'REJECT') return { kind: 'drop' };
  if (jump === 'RETURN') return { kind: 'return' };
  return { kind: 'jump', chain: jump };
}

function matchProtocol(protocol: string | undefined): Match {
  return protocol === undefined || ['udp', '17', 'all'].includes(protocol) ? 'yes' : 'no';
}

function matchPorts(ports: string | undefined, { from, to }: UdpProbe): Match {
  if (ports === undefined) return 'yes';
  const ranges = ports.split(',').map((range) => range.split(':').map(Number));
  const overlaps = ranges.map(([first = 0, last = first]): Match => {
    if (first <= from && to <= last) return 'yes';
    return first <= to && from <= last ? 'unknown' : 'no';
  });
  if (overlaps.includes('yes')) return 'yes';
  return overlaps.includes('unknown') ? 'unknown' : 'no';
}

function matchState(states: string | undefined): Match {
  return states === undefined || states.split(',').includes('NEW') ? 'yes' : 'no';
}

function matchInterface(name: string | undefined, probe: UdpProbe): Match {
  if (name === undefined) return 'yes';
  if (name === 'lo') return 'no';
  if (probe.interface === undefined) return 'unknown';
  const isSame = name.endsWith('+')
    ? probe.interface.startsWith(name.slice(0, -1))
    : name === probe.interface;
  return isSame ? 'yes' : 'no';
}
