// An IP address as the bytes that go on the wire.

import { ipv4ToNumber, isIpv6 } from '../base/ip-address.ts';

/** 4 bytes, or 16 for IPv6; the zone of a link-local address is left out. */
export function toAddressBytes(address: string): Buffer {
  if (!isIpv6(address)) return numberToBytes(ipv4ToNumber(address));
  const [bare = ''] = address.split('%');
  const [head = '', tail] = bare.split('::');
  const before = toGroups(head);
  const after = toGroups(tail ?? '');
  const zeros = Buffer.alloc(Math.max(16 - before.length - after.length, 0));
  return Buffer.concat([before, zeros, after]);
}

/** Two bytes for each group, and four for dotted IPv4 at the end. */
function toGroups(text: string): Buffer {
  const groups = text === '' ? [] : text.split(':');
  return Buffer.concat(
    groups.map((group) => {
      if (group.includes('.')) return numberToBytes(ipv4ToNumber(group));
      const value = Number.parseInt(group, 16);
      return Buffer.from([value >> 8, value & 0xff]);
    }),
  );
}

function numberToBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Math.max(value, 0));
  return bytes;
}
