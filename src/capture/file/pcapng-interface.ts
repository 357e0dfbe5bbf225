// Interfaces of a pcapng section (draft-ietf-opsawg-pcapng §4.2): the link, and how its packets tell the
// time.

import { type ContentReader, readUint16, readUint32 } from './pcapng-block.ts';

export interface PcapngInterface {
  readonly linkType: number;
  /** Of each packet no more was kept; 0 all. */
  readonly snapLength: number;
  readonly unitsPerSecond: bigint;
  /** Seconds to add to each time. */
  readonly offsetSeconds: bigint;
}

const FIXED_BYTES = 8;
const END_OF_OPTIONS = 0;
const TIME_RESOLUTION = 9;
const TIME_OFFSET = 14;
const MICROSECONDS = 1_000_000n;

/** A sentence where it cannot be read. */
export function readInterface(content: ContentReader): PcapngInterface | string {
  if (content.bytes.length < FIXED_BYTES) return 'an interface has no link';
  const options = findOptions(content);
  if (options === undefined) return 'an option of an interface is longer than its block';
  const resolution = options.get(TIME_RESOLUTION)?.[0];
  const offset = options.get(TIME_OFFSET);
  return {
    linkType: readUint16(content, 0),
    snapLength: readUint32(content, 4),
    unitsPerSecond: resolution === undefined ? MICROSECONDS : readResolution(resolution),
    offsetSeconds: offset === undefined ? 0n : readOffset(offset, content.isLittleEndian),
  };
}

/** The values by code; the last one of each. Undefined where one reaches beyond the block. */
function findOptions(content: ContentReader): ReadonlyMap<number, Buffer> | undefined {
  const { bytes } = content;
  const options = new Map<number, Buffer>();
  let at = FIXED_BYTES;
  while (at + 4 <= bytes.length) {
    const code = readUint16(content, at);
    const start = at + 4;
    const end = start + readUint16(content, at + 2);
    if (code === END_OF_OPTIONS) break;
    if (end > bytes.length) return undefined;
    options.set(code, bytes.subarray(start, end));
    at = Math.ceil(end / 4) * 4;
  }
  return options;
}

/** The highest bit says whether the others are a power of 2 or of 10. */
function readResolution(value: number): bigint {
  return (value & 0x80) === 0 ? 10n ** BigInt(value) : 2n ** BigInt(value & 0x7f);
}

function readOffset(bytes: Buffer, isLittleEndian: boolean): bigint {
  if (bytes.length < 8) return 0n;
  return isLittleEndian ? bytes.readBigInt64LE(0) : bytes.readBigInt64BE(0);
}

/** Milliseconds since 1970, of a time in the interface's own units. */
export function readTime(
  { unitsPerSecond, offsetSeconds }: PcapngInterface,
  high: number,
  low: number,
): number {
  const units = (BigInt(high) << 32n) | BigInt(low);
  return Number((units * 1_000n) / unitsPerSecond + offsetSeconds * 1_000n);
}
