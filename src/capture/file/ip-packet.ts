// IPv4 (RFC 791) and IPv6 (RFC 8200) as far as they stand around a datagram: addresses, what it carries,
// and whether that is only a part of it.

import { readIpv4, readIpv6 } from '../address-bytes.ts';
import { IPV4, type NetworkPart } from './link-layer.ts';

export interface IpPacket {
  readonly source: string;
  readonly destination: string;
  /** As IANA numbers it: 17 is UDP, 6 TCP. */
  readonly protocol: number;
  readonly payload: Buffer;
  /** Some of the payload was not captured. */
  readonly isCut: boolean;
  /** Undefined where it is whole. */
  readonly fragment: Fragment | undefined;
}

export interface Fragment {
  /** The same for all fragments of a datagram, as long as none of their parts is older than a minute. */
  readonly id: number;
  /** Where the payload belongs, in bytes. */
  readonly start: number;
  readonly hasMore: boolean;
}

const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
const MAX_EXTENSION_HEADERS = 8;
const FRAGMENT_HEADER = 44;
const AUTHENTICATION_HEADER = 51;
/** Besides these: hop-by-hop options, routing, destination options, mobility. */
const extensionHeaders: ReadonlySet<number> = new Set([
  ...[0, 43, 60, 135],
  ...[FRAGMENT_HEADER, AUTHENTICATION_HEADER],
]);

/** Undefined for a packet that contradicts itself, or whose headers were not captured. */
export function parseIpPacket(
  frame: Buffer,
  { etherType, start }: NetworkPart,
): IpPacket | undefined {
  const packet = frame.subarray(start);
  return etherType === IPV4 ? parseIpv4(packet) : parseIpv6(packet);
}

function parseIpv4(packet: Buffer): IpPacket | undefined {
  const [first = 0] = packet;
  const headerBytes = (first & 0x0f) * 4;
  if (first >> 4 !== 4 || headerBytes < IPV4_HEADER_BYTES || packet.length < headerBytes)
    return undefined;
  // A network card that cuts packets by itself gives them to the capture without a length.
  const length = packet.readUInt16BE(2) || packet.length;
  if (length < headerBytes) return undefined;
  const place = packet.readUInt16BE(6);
  const hasMore = (place & 0x2000) !== 0;
  const fragmentStart = (place & 0x1fff) * 8;
  const isFragment = hasMore || fragmentStart > 0;
  return {
    source: readIpv4(packet, 12),
    destination: readIpv4(packet, 16),
    protocol: packet.readUInt8(9),
    payload: packet.subarray(headerBytes, length),
    isCut: packet.length < length,
    fragment: isFragment
      ? { id: packet.readUInt16BE(4), start: fragmentStart, hasMore }
      : undefined,
  };
}

function parseIpv6(packet: Buffer): IpPacket | undefined {
  if (packet.length < IPV6_HEADER_BYTES || packet.readUInt8(0) >> 4 !== 6) return undefined;
  const length = packet.readUInt16BE(4);
  const end = length === 0 ? packet.length : IPV6_HEADER_BYTES + length;
  const carried = passExtensionHeaders(packet.subarray(0, end));
  if (carried === undefined) return undefined;
  const { protocol, at, fragment } = carried;
  return {
    source: readIpv6(packet, 8),
    destination: readIpv6(packet, 24),
    protocol,
    payload: packet.subarray(at, end),
    isCut: packet.length < end,
    fragment,
  };
}

interface Carried {
  readonly protocol: number;
  readonly at: number;
  readonly fragment: Fragment | undefined;
}

/** Up to what the packet carries, or to what only the whole datagram tells. */
function passExtensionHeaders(packet: Buffer): Carried | undefined {
  let carried: Carried = {
    protocol: packet.readUInt8(6),
    at: IPV6_HEADER_BYTES,
    fragment: undefined,
  };
  for (let passed = 0; passed < MAX_EXTENSION_HEADERS; passed += 1) {
    if (carried.fragment !== undefined || !extensionHeaders.has(carried.protocol)) return carried;
    if (packet.length < carried.at + 8) return undefined;
    carried = passHeader(packet, carried);
    if (packet.length < carried.at) return undefined;
  }
  return undefined;
}

function passHeader(packet: Buffer, { protocol, at }: Carried): Carried {
  const next = packet.readUInt8(at);
  if (protocol === FRAGMENT_HEADER)
    return { protocol: next, at: at + 8, fragment: readFragment(packet, at) };
  const units = packet.readUInt8(at + 1);
  const bytes = protocol === AUTHENTICATION_HEADER ? (units + 2) * 4 : (units + 1) * 8;
  return { protocol: next, at: at + bytes, fragment: undefined };
}

/** Undefined for one that is whole by itself (RFC 6946: an atomic fragment). */
function readFragment(packet: Buffer, at: number): Fragment | undefined {
  const place = packet.readUInt16BE(at + 2);
  const start = place & 0xfff8;
  const hasMore = (place & 1) !== 0;
  return start === 0 && !hasMore ? undefined : { id: packet.readUInt32BE(at + 4), start, hasMore };
}
