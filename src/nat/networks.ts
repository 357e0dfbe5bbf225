// Sets of networks in CIDR notation. IPv4 is compared as numbers, since the hot path asks for each
// message; IPv6 goes through node's BlockList.

import { BlockList, isIP } from 'node:net';
import { ipv4ToNumber, isIpv6 } from '../base/ip-address.ts';

export interface NetworkSet {
  /** True when the address, IPv4 or IPv6 without brackets, lies in one of the networks. */
  has(address: string): boolean;
}

interface Ipv4Range {
  readonly first: number;
  readonly last: number;
}

/** `192.0.2.0/24`, `2001:db8::/32`, or one address; undefined for anything else. */
export function parseCidr(text: string): { address: string; prefix: number } | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const family = isIP(address);
  if (family === 0) return undefined;
  const longest = family === 4 ? 32 : 128;
  if (slash < 0) return { address, prefix: longest };
  const length = text.slice(slash + 1);
  const prefix = Number(length);
  return /^\d{1,3}$/.test(length) && prefix <= longest ? { address, prefix } : undefined;
}

/** @param cidrs what {@link parseCidr} accepts; anything else is left out */
export function createNetworkSet(cidrs: readonly string[]): NetworkSet {
  const ranges: Ipv4Range[] = [];
  const ipv6 = new BlockList();
  let hasIpv6 = false;
  for (const cidr of cidrs) {
    const parsed = parseCidr(cidr);
    if (parsed === undefined) continue;
    if (isIpv6(parsed.address)) {
      ipv6.addSubnet(parsed.address, parsed.prefix, 'ipv6');
      hasIpv6 = true;
    } else ranges.push(toRange(parsed.address, parsed.prefix));
  }
  return {
    has(address) {
      const value = ranges.length === 0 ? -1 : ipv4ToNumber(address);
      if (value < 0) return hasIpv6 && isIpv6(address) && ipv6.check(address, 'ipv6');
      for (const { first, last } of ranges) {
        if (value >= first && value <= last) return true;
      }
      return false;
    },
  };
}

function toRange(address: string, prefix: number): Ipv4Range {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(ipv4ToNumber(address) / size) * size;
  return { first, last: first + size - 1 };
}

/** RFC 1918 and RFC 4193: addresses that mean nothing outside their own network. */
export const privateNetworks = createNetworkSet([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
]);

/** RFC 1122 §3.2.1.3, RFC 3927 and RFC 4291 §2.5: addresses that never leave the machine or the wire. */
const linkNetworks = createNetworkSet(['127.0.0.0/8', '169.254.0.0/16', '::1/128', 'fe80::/10']);

/** RFC 6598: the addresses between a provider's router and the provider's NAT. */
export const carrierGradeNetworks = createNetworkSet(['100.64.0.0/10']);

/** True for an address that only means something near to where it is used. */
export function isPrivate(address: string): boolean {
  return (
    privateNetworks.has(address) || linkNetworks.has(address) || carrierGradeNetworks.has(address)
  );
}
