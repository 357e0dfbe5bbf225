// IP addresses out of packets, in their canonical spelling.

import { parseIpAddress } from '../base/ip-address.ts';

export function readIpv4(bytes: Buffer, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

export function readIpv6(bytes: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, n) => bytes.readUInt16BE(at + 2 * n).toString(16));
  const text = groups.join(':');
  return parseIpAddress(text) ?? text;
}
