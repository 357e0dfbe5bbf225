// HEP version 3 ("EEP", the protocol of Homer's capture agents): a datagram of chunks, each with vendor,
// type and length. Every length is checked; what cannot be trusted is a named reason, never a throw.

import { readIpv4, readIpv6 } from '../address-bytes.ts';

/** Why a datagram is not taken. */
export type HepFailure =
  | 'not-hep'
  | 'old-version'
  | 'truncated'
  | 'trailing-bytes'
  | 'bad-total-length'
  | 'bad-chunk-length'
  | 'bad-chunk-value'
  | 'repeated-chunk'
  | 'missing-chunk';

export interface HepPacket {
  /** Protocol of the captured packet as IANA numbers it: 17 is UDP, 6 TCP. */
  readonly ipProtocol: number;
  /** IP literals, IPv6 in its canonical spelling, without brackets. */
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
  /** When it was captured, in milliseconds since 1970, by the clock of the agent. */
  readonly time: number;
  /** What the payload is: 1 is SIP, 5 RTCP as JSON, … */
  readonly payloadType: number;
  /** The capture agent's own number; 0 when it has none. */
  readonly agentId: number;
  /** A part of the datagram, not a copy. */
  readonly payload: Buffer;
}

export const SIP_PAYLOAD = 1;
export const UDP_PROTOCOL = 17;

const HEADER_BYTES = 6;
const CHUNK_HEADER_BYTES = 6;
const IPV4_FAMILY = 2;
const IPV6_FAMILY = 10;
/** Chunks of vendor 0 are the protocol's own; those of others are passed over. */
const GENERIC_VENDOR = 0;

/** Types of the generic chunks that are read. */
const chunkType = {
  ipFamily: 0x01,
  ipProtocol: 0x02,
  ipv4Source: 0x03,
  ipv4Destination: 0x04,
  ipv6Source: 0x05,
  ipv6Destination: 0x06,
  sourcePort: 0x07,
  destinationPort: 0x08,
  seconds: 0x09,
  microseconds: 0x0a,
  payloadType: 0x0b,
  agentId: 0x0c,
  payload: 0x0f,
} as const;

const UNREAD = -1;
const ANY_SIZE = 0;

/** Bytes of each value, by type. */
const sizeByType: readonly number[] = [
  ...[UNREAD, 1, 1, 4, 4, 16, 16, 2, 2, 4, 4, 1, 4],
  ...[UNREAD, UNREAD, ANY_SIZE],
];

/** Reads a datagram. Its bytes may be overwritten once the payload has been read. */
export function parseHepPacket(bytes: Buffer): HepPacket | HepFailure {
  const failure = checkHeader(bytes);
  if (failure !== undefined) return failure;
  const chunks = findChunks(bytes);
  return typeof chunks === 'string' ? chunks : readPacket(bytes, chunks);
}

/** Versions 1 and 2 begin with their number and the length of their header, by IP version. */
const oldHeaderLengths: ReadonlySet<number> = new Set([16, 28, 40, 52]);

function checkHeader(bytes: Buffer): HepFailure | undefined {
  const [first] = bytes;
  if ((first === 1 || first === 2) && oldHeaderLengths.has(bytes[1] as number))
    return 'old-version';
  if (bytes.toString('latin1', 0, 4) !== 'HEP3') return 'not-hep';
  if (bytes.length < HEADER_BYTES) return 'truncated';
  const length = bytes.readUInt16BE(4);
  if (length < HEADER_BYTES) return 'bad-total-length';
  if (length > bytes.length) return 'truncated';
  return length < bytes.length ? 'trailing-bytes' : undefined;
}

/** Where the value of each generic chunk begins and ends, by type. */
interface Chunks {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

const ABSENT = -1;

function findChunks(bytes: Buffer): Chunks | HepFailure {
  const starts = new Int32Array(sizeByType.length).fill(ABSENT);
  const ends = new Int32Array(sizeByType.length);
  let at = HEADER_BYTES;
  while (at < bytes.length) {
    const start = at + CHUNK_HEADER_BYTES;
    const end = start > bytes.length ? 0 : at + bytes.readUInt16BE(at + 4);
    if (end < start || end > bytes.length) return 'bad-chunk-length';
    const type = readKnownType(bytes, at);
    if (type !== ABSENT) {
      if (!hasSize(type, end - start)) return 'bad-chunk-length';
      if (starts[type] !== ABSENT) return 'repeated-chunk';
      starts[type] = start;
      ends[type] = end;
    }
    at = end;
  }
  return { starts, ends };
}

/** The type of the chunk at `at`, or ABSENT for one that is passed over. */
function readKnownType(bytes: Buffer, at: number): number {
  const type = bytes.readUInt16BE(at + 2);
  const isKnown = bytes.readUInt16BE(at) === GENERIC_VENDOR && (sizeByType[type] ?? UNREAD) >= 0;
  return isKnown ? type : ABSENT;
}

function hasSize(type: number, size: number): boolean {
  const wanted = sizeByType[type] as number;
  return wanted === ANY_SIZE || wanted === size;
}

function readPacket(bytes: Buffer, { starts, ends }: Chunks): HepPacket | HepFailure {
  const at = (type: number) => starts[type] as number;
  for (const type of requiredChunks) if (at(type) === ABSENT) return 'missing-chunk';
  const addresses = readAddresses(bytes, at);
  if (typeof addresses === 'string') return addresses;
  const microseconds = bytes.readUInt32BE(at(chunkType.microseconds));
  if (microseconds >= 1_000_000) return 'bad-chunk-value';
  const agentAt = at(chunkType.agentId);
  return {
    ...addresses,
    ipProtocol: bytes[at(chunkType.ipProtocol)] as number,
    sourcePort: bytes.readUInt16BE(at(chunkType.sourcePort)),
    destinationPort: bytes.readUInt16BE(at(chunkType.destinationPort)),
    time: bytes.readUInt32BE(at(chunkType.seconds)) * 1_000 + Math.floor(microseconds / 1_000),
    payloadType: bytes[at(chunkType.payloadType)] as number,
    agentId: agentAt === ABSENT ? 0 : bytes.readUInt32BE(agentAt),
    payload: bytes.subarray(at(chunkType.payload), ends[chunkType.payload]),
  };
}

const requiredChunks = [
  chunkType.ipFamily,
  chunkType.ipProtocol,
  chunkType.sourcePort,
  chunkType.destinationPort,
  chunkType.seconds,
  chunkType.microseconds,
  chunkType.payloadType,
  chunkType.payload,
] as const;

function readAddresses(
  bytes: Buffer,
  at: (type: number) => number,
): Pick<HepPacket, 'sourceAddress' | 'destinationAddress'> | HepFailure {
  const family = bytes[at(chunkType.ipFamily)];
  const isIpv6 = family === IPV6_FAMILY;
  if (!isIpv6 && family !== IPV4_FAMILY) return 'bad-chunk-value';
  const source = at(isIpv6 ? chunkType.ipv6Source : chunkType.ipv4Source);
  const destination = at(isIpv6 ? chunkType.ipv6Destination : chunkType.ipv4Destination);
  if (source === ABSENT || destination === ABSENT) return 'missing-chunk';
  const read = isIpv6 ? readIpv6 : readIpv4;
  return { sourceAddress: read(bytes, source), destinationAddress: read(bytes, destination) };
}
