// Files in pcap format, built byte by byte.

import { Buffer } from 'node:buffer';

export interface PcapRecord {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly bytes: Buffer;
  /** What the packet's length is said to be; default: as many as there are. */
  readonly length?: number;
}

export interface PcapOptions {
  readonly isBigEndian?: boolean;
  readonly isNanoseconds?: boolean;
  readonly linkType?: number;
}

export const START_MS = 1_795_244_400_000;

function writer(isBigEndian: boolean): (...values: readonly number[]) => Buffer {
  return (...values) => {
    const bytes = Buffer.alloc(values.length * 4);
    for (const [at, value] of values.entries())
      isBigEndian ? bytes.writeUInt32BE(value, at * 4) : bytes.writeUInt32LE(value, at * 4);
    return bytes;
  };
}

export function makePcapHeader({
  isBigEndian = false,
  isNanoseconds = false,
  linkType = 1,
}: PcapOptions = {}): Buffer {
  const uint32 = writer(isBigEndian);
  const magic = isNanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  const version = isBigEndian ? 0x00020004 : 0x00040002;
  return uint32(magic, version, 0, 0, 262_144, linkType);
}

export function makePcapRecord(
  { time, bytes, length = bytes.length }: PcapRecord,
  { isBigEndian = false, isNanoseconds = false }: PcapOptions = {},
): Buffer {
  const fraction = (time % 1_000) * (isNanoseconds ? 1e6 : 1e3);
  const uint32 = writer(isBigEndian);
  return Buffer.concat([uint32(Math.floor(time / 1_000), fraction, bytes.length, length), bytes]);
}

export function makePcap(records: readonly PcapRecord[], options: PcapOptions = {}): Buffer {
  return Buffer.concat([
    makePcapHeader(options),
    ...records.map((record) => makePcapRecord(record, options)),
  ]);
}
