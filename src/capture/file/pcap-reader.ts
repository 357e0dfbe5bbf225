// The pcap format, as tcpdump writes it (draft-ietf-opsawg-pcap): a header, then packets, each with time
// and length, all of them in the byte order of the machine that wrote it.

import type { ByteReader } from './byte-reader.ts';
import { type CaptureEnd, cutOff, refuse, WHOLE } from './capture-end.ts';
import { type CapturedPacket, MAX_PACKET_BYTES } from './captured-packet.ts';

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const MAJOR_VERSION = 2;
/** The upper bits of the link type say how long a frame check sequence is. */
const LINK_TYPE_MASK = 0x0fff_ffff;

interface Format {
  readonly isLittleEndian: boolean;
  /** Of the fraction of a second. */
  readonly unitsPerSecond: number;
  readonly linkType: number;
}

/** @param start the first bytes of the file, four at least */
export function isPcap(start: Buffer): boolean {
  return start.length >= 4 && readMagic(start) !== undefined;
}

/** Gives each packet to `take`, from the first byte of the file on. */
export async function readPcap(
  reader: ByteReader,
  take: (packet: CapturedPacket) => void,
): Promise<CaptureEnd> {
  if (!(await reader.fill(FILE_HEADER_BYTES)))
    return cutOff(reader.offset, 'the file ends within its header');
  const format = readFileHeader(reader.take(FILE_HEADER_BYTES));
  if (typeof format === 'string') return refuse(0, format);
  while (reader.available > 0 || (await reader.fill(1))) {
    const end = await readRecord(reader, format, take);
    if (end !== undefined) return end;
  }
  return WHOLE;
}

function readMagic(header: Buffer): Omit<Format, 'linkType'> | undefined {
  for (const isLittleEndian of [true, false]) {
    const magic = readUint32(header, 0, isLittleEndian);
    if (magic === MICROSECONDS) return { isLittleEndian, unitsPerSecond: 1e6 };
    if (magic === NANOSECONDS) return { isLittleEndian, unitsPerSecond: 1e9 };
  }
  return undefined;
}

function readFileHeader(header: Buffer): Format | string {
  const magic = readMagic(header);
  if (magic === undefined) return 'this is no pcap file';
  const { isLittleEndian } = magic;
  const major = isLittleEndian ? header.readUInt16LE(4) : header.readUInt16BE(4);
  if (major !== MAJOR_VERSION) return `version ${major} of pcap is not known, 2 is`;
  const linkType = readUint32(header, 20, isLittleEndian) & LINK_TYPE_MASK;
  return { ...magic, linkType };
}

async function readRecord(
  reader: ByteReader,
  { isLittleEndian, unitsPerSecond, linkType }: Format,
  take: (packet: CapturedPacket) => void,
): Promise<CaptureEnd | undefined> {
  const { offset } = reader;
  if (reader.available < RECORD_HEADER_BYTES && !(await reader.fill(RECORD_HEADER_BYTES)))
    return cutOff(offset, 'the file ends within the header of a packet');
  const header = reader.take(RECORD_HEADER_BYTES);
  const fraction = readUint32(header, 4, isLittleEndian);
  if (fraction >= unitsPerSecond)
    return refuse(offset + 4, `the time of a packet has ${fraction} as its part of a second`);
  const size = readUint32(header, 8, isLittleEndian);
  if (size > MAX_PACKET_BYTES) return refuse(offset + 8, `a packet says that it has ${size} bytes`);
  const length = readUint32(header, 12, isLittleEndian);
  if (length < size)
    return refuse(offset + 12, `a packet of ${length} bytes says that ${size} of them are here`);
  if (reader.available < size && !(await reader.fill(size)))
    return cutOff(offset, `the file ends within a packet of ${size} bytes`);
  const seconds = readUint32(header, 0, isLittleEndian);
  const time = seconds * 1_000 + Math.floor((fraction * 1_000) / unitsPerSecond);
  take({ time, linkType, length, bytes: reader.take(size) });
  return undefined;
}

function readUint32(bytes: Buffer, at: number, isLittleEndian: boolean): number {
  return isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}
