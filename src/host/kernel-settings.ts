// Settings of the kernel that SIP over UDP depends on, read from /proc/sys.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const files = {
  /** The most that a socket may ask for, bytes. */
  rmemMax: 'net/core/rmem_max',
  /** What a socket gets that does not ask, bytes. */
  rmemDefault: 'net/core/rmem_default',
  /** How long a flow of one direction is remembered, seconds. */
  conntrackUdpTimeout: 'net/netfilter/nf_conntrack_udp_timeout',
  /** The same once both sides have sent for two seconds. */
  conntrackUdpStreamTimeout: 'net/netfilter/nf_conntrack_udp_timeout_stream',
  conntrackMax: 'net/netfilter/nf_conntrack_max',
  conntrackCount: 'net/netfilter/nf_conntrack_count',
  ipForward: 'net/ipv4/ip_forward',
  /** 1: sockets may bind to addresses that the machine does not have. */
  nonlocalBind: 'net/ipv4/ip_nonlocal_bind',
} as const;

/** What the kernel does not have, as conntrack before its first use, is left out. */
export type KernelSettings = Readonly<Partial<Record<keyof typeof files, number>>>;

export function readKernelSettings(directory = '/proc/sys'): KernelSettings {
  const entries = Object.entries(files).flatMap(([name, file]) => {
    const value = readNumber(join(directory, file));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function readNumber(file: string): number | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^\d+$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}
