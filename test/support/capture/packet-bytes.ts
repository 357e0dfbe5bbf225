// Packets as they are on the wire, built byte by byte, without anything of src: so that its mistakes show.

import { Buffer } from 'node:buffer';
import { isIPv6, SocketAddress } from 'node:net';

export interface Ends {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

export interface IpChanges {
  /** Options of IPv4, or extension headers of IPv6 with the number of the first. */
  readonly options?: Buffer;
  readonly extensions?: { readonly first: number; readonly bytes: Buffer };
  readonly protocol?: number;
  readonly id?: number;
  /** IPv4: flags and offset as they stand there. */
  readonly fragment?: number;
}

export const phoneToAsterisk: Ends = {
  source: '203.0.113.1',
  sourcePort: 16_880,
  destination: '203.0.113.10',
  destinationPort: 5_080,
};

export function reverse({ source, sourcePort, destination, destinationPort }: Ends): Ends {
  return {
    source: destination,
    sourcePort: destinationPort,
    destination: source,
    destinationPort: sourcePort,
  };
}

export function uint16(...values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]));
}

export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

export function makeUdp({ sourcePort, destinationPort }: Ends, payload: Buffer): Buffer {
  return Buffer.concat([uint16(sourcePort, destinationPort, payload.length + 8, 0), payload]);
}

/** A segment of 20 bytes of header, flags PSH and ACK. */
export function makeTcp({ sourcePort, destinationPort }: Ends, payload: Buffer): Buffer {
  const rest = hex('00000001 00000001 5018 ffff 0000 0000');
  return Buffer.concat([uint16(sourcePort, destinationPort), rest, payload]);
}

/** IPv4 or IPv6, by its addresses. */
export function makeIp(ends: Ends, payload: Buffer, changes: IpChanges = {}): Buffer {
  return isIPv6(ends.source) ? makeIpv6(ends, payload, changes) : makeIpv4(ends, payload, changes);
}

function makeIpv4({ source, destination }: Ends, payload: Buffer, changes: IpChanges): Buffer {
  const { options = Buffer.alloc(0), protocol = 17, id = 1, fragment = 0 } = changes;
  const headerBytes = 20 + options.length;
  return Buffer.concat([
    Buffer.from([0x40 + headerBytes / 4, 0]),
    uint16(headerBytes + payload.length, id, fragment),
    Buffer.from([64, protocol, 0, 0]),
    ...[source, destination].map((address) => Buffer.from(address.split('.').map(Number))),
    options,
    payload,
  ]);
}

function makeIpv6({ source, destination }: Ends, payload: Buffer, changes: IpChanges): Buffer {
  const { extensions, protocol = 17 } = changes;
  const bytes = extensions?.bytes ?? Buffer.alloc(0);
  return Buffer.concat([
    hex('60000000'),
    uint16(bytes.length + payload.length),
    Buffer.from([extensions?.first ?? protocol, 64]),
    expandIpv6(source),
    expandIpv6(destination),
    bytes,
    payload,
  ]);
}

/** The 16 bytes of an address with at most one `::`. */
function expandIpv6(address: string): Buffer {
  const [head = '', tail = ''] = SocketAddress.parse(`[${address}]:1`)!.address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return uint16(...[...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16)));
}

/** With VLAN tags, each its own type and number. */
export function makeEthernet(
  packet: Buffer,
  tags: readonly (readonly [type: number, id: number])[] = [],
): Buffer {
  const isIpv6Packet = packet.readUInt8(0) >> 4 === 6;
  return Buffer.concat([
    hex('020000000001 020000000002'),
    ...tags.map(([type, id]) => uint16(type, id)),
    uint16(isIpv6Packet ? 0x86dd : 0x0800),
    packet,
  ]);
}

/** SIP over UDP in an Ethernet frame. */
export function makeFrame(sip: Buffer, ends: Ends = phoneToAsterisk): Buffer {
  return makeEthernet(makeIp(ends, makeUdp(ends, sip)));
}
