// The nftables table `inet farend` as text, one batch a line: all of it takes effect, or none. It only
// rewrites ports, after every rule of others has seen the packet (input) and before any has (output), so
// that firewalls go on speaking of Asterisk's port, and the kernel's memory of flows does not matter.

import { isIpv6 } from '../base/ip-address.ts';
import { type DivertedSocket, familyOf } from './diverted-socket.ts';

/** As `nft` writes it. */
export const TABLE = 'inet farend';
/** The table counts the packets that it diverts, and those that leave with Asterisk's port. */
export const counterNames = { toFarend: 'to_farend', fromFarend: 'from_farend' } as const;

/** How long the kernel goes on diverting without a word from the guard. */
const ALIVE_SECONDS = 5;
/** After filter (0) and security (50). */
const INPUT_PRIORITY = 100;
/** Before conntrack (-200) and raw (-300). */
const OUTPUT_PRIORITY = -310;

/** Networks as CIDR text. */
export interface DivertRanges {
  /** Whose SIP is diverted; empty: everybody's. */
  readonly from: readonly string[];
  readonly except: readonly string[];
}

/**
 * The table in place of one that a guard may have left behind.
 *
 * @param isOwned the table belongs to the process that writes it, and ends with it: kernels from 5.12 on
 */
export function formatTable(
  sockets: readonly DivertedSocket[],
  ranges: DivertRanges,
  isOwned: boolean,
): string {
  const { toFarend, fromFarend } = counterNames;
  const body = [
    isOwned ? 'flags owner' : '',
    `counter ${toFarend} { }`,
    `counter ${fromFarend} { }`,
    `set alive { type inet_service; flags timeout; timeout ${ALIVE_SECONDS}s; }`,
    ...listSets(ranges).map(formatSet),
    formatChain('input', INPUT_PRIORITY, [
      'iif "lo" accept',
      ...sockets.map(formatDrop),
      ...sockets.map(formatDivert),
    ]),
    formatChain('output', OUTPUT_PRIORITY, sockets.map(formatReturn)),
  ];
  const table = body.filter((line) => line !== '').join('; ');
  return `add table ${TABLE}; delete table ${TABLE}; table ${TABLE} { ${table}; }`;
}

/** Other ranges in the table that stands, without a moment between. */
export function formatRanges(ranges: DivertRanges): string {
  return listSets(ranges)
    .flatMap(({ name, networks }) => [
      `flush set ${TABLE} ${name}`,
      ...(networks.length === 0 ? [] : [`add element ${TABLE} ${name} { ${networks.join(', ')} }`]),
    ])
    .join('; ');
}

/** The word of the guard that the proxy answers: five more seconds. */
export function formatAlive(sockets: readonly DivertedSocket[]): string {
  const ports = [...new Set(sockets.map(({ divertedFrom }) => divertedFrom))];
  const elements = ports.map((port) => `${port} timeout ${ALIVE_SECONDS}s`).join(', ');
  return `flush set ${TABLE} alive; add element ${TABLE} alive { ${elements} }`;
}

export function formatRemoval(): string {
  return `delete table ${TABLE}`;
}

interface AddressSet {
  readonly name: string;
  readonly type: 'ipv4_addr' | 'ipv6_addr';
  readonly networks: readonly string[];
}

function listSets({ from, except }: DivertRanges): AddressSet[] {
  const sources = from.length === 0 ? ['0.0.0.0/0', '::/0'] : from;
  return [
    { name: 'from4', type: 'ipv4_addr', networks: sources.filter((each) => !isIpv6(each)) },
    { name: 'from6', type: 'ipv6_addr', networks: sources.filter(isIpv6) },
    { name: 'except4', type: 'ipv4_addr', networks: except.filter((each) => !isIpv6(each)) },
    { name: 'except6', type: 'ipv6_addr', networks: except.filter(isIpv6) },
  ];
}

function formatSet({ name, type, networks }: AddressSet): string {
  const elements = networks.length === 0 ? '' : ` elements = { ${networks.join(', ')} };`;
  return `set ${name} { type ${type}; flags interval; auto-merge;${elements} }`;
}

function formatChain(hook: string, priority: number, rules: readonly string[]): string {
  const head = `type filter hook ${hook} priority ${priority}; policy accept`;
  return `chain ${hook} { ${[head, ...rules].join('; ')}; }`;
}

/** Nobody outside reaches the socket by its own port: what came so would be answered from another. */
function formatDrop(socket: DivertedSocket): string {
  return `${formatAddress(socket, 'daddr')} udp dport ${socket.port} drop`;
}

function formatDivert(socket: DivertedSocket): string {
  const { port, divertedFrom } = socket;
  const family = familyOf(socket.address);
  const version = family === 'ip' ? 4 : 6;
  return (
    `${formatAddress(socket, 'daddr')} udp dport ${divertedFrom} udp dport @alive ` +
    `${family} saddr @from${version} ${family} saddr != @except${version} ` +
    `counter name ${counterNames.toFarend} udp dport set ${port}`
  );
}

/** Whoever it goes to: a phone whose network is diverted no more still knows Asterisk's port only. */
function formatReturn(socket: DivertedSocket): string {
  const { port, divertedFrom } = socket;
  return (
    `oif != "lo" ${formatAddress(socket, 'saddr')} udp sport ${port} ` +
    `counter name ${counterNames.fromFarend} udp sport set ${divertedFrom}`
  );
}

function formatAddress({ address }: DivertedSocket, field: 'saddr' | 'daddr'): string {
  if (address === '0.0.0.0') return `meta nfproto ipv4 fib ${field} type local`;
  if (address === '::') return `meta nfproto ipv6 fib ${field} type local`;
  return `${familyOf(address)} ${field} ${address}`;
}
