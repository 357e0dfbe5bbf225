// Addresses as Asterisk's files write them: `0.0.0.0`, `0.0.0.0:5060`, `[::]:5060`, `::`, a name.

import { isIPv6 } from 'node:net';
import { isIpv6, parseIpAddress } from '../../base/ip-address.ts';
import { parseNetwork } from '../../config/network.ts';

interface SocketAddress {
  /** An address in canonical spelling, else a name in small letters. */
  readonly host: string;
  /** 0 where none is written. */
  readonly port: number;
}

export function parseSocketAddress(text: string): SocketAddress | undefined {
  const trimmed = text.trim();
  if (isIPv6(trimmed)) return { host: parseIpAddress(trimmed) ?? trimmed, port: 0 };
  const match = /^(\[[^\]]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/.exec(trimmed);
  const host = match?.[1];
  if (host === undefined) return undefined;
  return { host: parseIpAddress(host) ?? host.toLowerCase(), port: Number(match?.[2] ?? 0) };
}

/** The host of a SIP URI with or without scheme, user and brackets; undefined for anything else. */
export function readUriHost(uri: string): string | undefined {
  const bare = uri
    .replace(/^.*</, '')
    .replace(/>.*$/, '')
    .replace(/^sips?:/i, '');
  const hostPort = (bare.split('@').at(-1) ?? '').replace(/[;?/].*$/, '');
  return parseSocketAddress(hostPort)?.host;
}

/** `192.0.2.0/24`, `192.0.2.0/255.255.255.0`, one address: CIDR text; undefined for a name. */
export function parseMask(text: string): string | undefined {
  const [address = '', mask] = text.split('/', 2);
  const bare = parseIpAddress(address.trim());
  if (bare === undefined) return undefined;
  const network = parseNetwork(`${bare}/${countBits(mask?.trim(), bare)}`);
  return typeof network === 'string' ? network : undefined;
}

function countBits(mask: string | undefined, address: string): string {
  if (mask === undefined) return isIpv6(address) ? '128' : '32';
  if (!/^\d+(\.\d+){3}$/.test(mask)) return mask;
  const bits = mask.split('.').map((octet) => Number(octet).toString(2).padStart(8, '0'));
  return /^1*0*$/.test(bits.join('')) ? String(bits.join('').lastIndexOf('1') + 1) : mask;
}

/** What stands for addresses in a list, apart: networks as CIDR text, names as written. */
export function sortHosts(items: readonly string[]): {
  readonly networks: readonly string[];
  readonly hosts: readonly string[];
} {
  const networks = new Set<string>();
  const hosts = new Set<string>();
  for (const item of items) {
    const network = parseMask(item);
    if (network === undefined) hosts.add(item.toLowerCase());
    else networks.add(network);
  }
  return { networks: [...networks], hosts: [...hosts] };
}
