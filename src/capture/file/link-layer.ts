// What a frame of a link holds: which network protocol, and where it begins. Link types are those of
// tcpdump.org's registry.

export interface NetworkPart {
  /** IEEE's number: 0x0800 is IPv4, 0x86dd IPv6. */
  readonly etherType: number;
  readonly start: number;
}

export const IPV4 = 0x0800;
export const IPV6 = 0x86dd;

const VLAN_TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100, 0x9200]);
const MAX_VLAN_TAGS = 4;
const PPPOE_SESSION = 0x8864;
const PPPOE_HEADER_BYTES = 8;
/** RFC 1332 and RFC 5072: what PPP calls IPv4 and IPv6. */
const etherTypeOfPpp: Readonly<Record<number, number>> = { 33: IPV4, 87: IPV6 };

type LinkReader = (frame: Buffer) => NetworkPart | undefined;

const links: Readonly<Record<number, LinkReader>> = {
  /** BSD loopback: an address family in the byte order of whoever wrote it. */
  0: (frame) => readLoopback(frame, frame.length >= 4 ? frame.readUInt32LE(0) : 0),
  1: (frame) => readEtherType(frame, 12),
  12: readRaw,
  14: readRaw,
  101: readRaw,
  /** OpenBSD loopback: in network byte order. */
  108: (frame) => readLoopback(frame, frame.length >= 4 ? frame.readUInt32BE(0) : 0),
  /** Linux cooked, of `-i any`. */
  113: (frame) => readEtherType(frame, 14),
  228: readRaw,
  229: readRaw,
  /** The same, version 2: the protocol comes first. */
  276: (frame) => (frame.length < 20 ? undefined : readTagged(frame, frame.readUInt16BE(0), 20)),
};

export function isKnownLink(linkType: number): boolean {
  return Object.hasOwn(links, linkType);
}

/** Undefined where the frame is too short, or of a link that is not known. */
export function findNetworkPart(linkType: number, frame: Buffer): NetworkPart | undefined {
  return isKnownLink(linkType) ? links[linkType]?.(frame) : undefined;
}

function readEtherType(frame: Buffer, at: number): NetworkPart | undefined {
  return frame.length < at + 2 ? undefined : readTagged(frame, frame.readUInt16BE(at), at + 2);
}

/** Passes over VLAN tags (IEEE 802.1Q, 802.1ad) and PPPoE (RFC 2516). */
function readTagged(frame: Buffer, etherType: number, start: number): NetworkPart | undefined {
  let type = etherType;
  let at = start;
  for (let tags = 0; VLAN_TAGS.has(type) && tags < MAX_VLAN_TAGS; tags += 1) {
    if (frame.length < at + 4) return undefined;
    type = frame.readUInt16BE(at + 2);
    at += 4;
  }
  if (type !== PPPOE_SESSION) return { etherType: type, start: at };
  if (frame.length < at + PPPOE_HEADER_BYTES) return undefined;
  const etherTypeWithin = etherTypeOfPpp[frame.readUInt16BE(at + 6)];
  return { etherType: etherTypeWithin ?? type, start: at + PPPOE_HEADER_BYTES };
}

function readRaw(frame: Buffer): NetworkPart | undefined {
  const version = (frame[0] ?? 0) >> 4;
  if (version === 4) return { etherType: IPV4, start: 0 };
  return version === 6 ? { etherType: IPV6, start: 0 } : undefined;
}

/** AF_INET is 2 everywhere; AF_INET6 differs from BSD to BSD. */
function readLoopback(frame: Buffer, family: number): NetworkPart | undefined {
  const isSwapped = family > 0xffff;
  const value = isSwapped ? frame.readUInt32BE(0) : family;
  if (value === 2) return { etherType: IPV4, start: 4 };
  return [10, 24, 28, 30].includes(value) ? { etherType: IPV6, start: 4 } : undefined;
}
