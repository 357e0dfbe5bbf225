// The blocks of a pcapng file (draft-ietf-opsawg-pcapng §3.1): type, length, content, and the length once
// more. A section header is recognised in any byte order, and sets that of all that follows.

import type { ByteReader } from './byte-reader.ts';
import { type CaptureEnd, cutOff, refuse } from './capture-end.ts';

/** Types of the blocks that are read; all others are passed over. */
export const blockType = {
  sectionHeader: 0x0a0d0d0a,
  interfaceDescription: 1,
  /** As written before 2010. */
  oldPacket: 2,
  simplePacket: 3,
  enhancedPacket: 6,
} as const;

export interface PcapngBlock {
  readonly type: number;
  /** Without type and lengths; empty for a type that is passed over. */
  readonly content: ContentReader;
  /** Of its first byte in the file. */
  readonly offset: number;
}

/** Numbers of a block in the byte order of its section. */
export interface ContentReader {
  readonly bytes: Buffer;
  readonly isLittleEndian: boolean;
}

export function readUint16({ bytes, isLittleEndian }: ContentReader, at: number): number {
  return isLittleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

export function readUint32({ bytes, isLittleEndian }: ContentReader, at: number): number {
  return isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Type, length, and the length at the end. */
const SMALLEST_BYTES = 12;
const readTypes: ReadonlySet<number> = new Set(Object.values(blockType));
/** Of blocks that are read; Wireshark's own limit. */
const LONGEST_READ_BYTES = 16 * 1024 * 1024;

/** @param isLittleEndian the order of the section so far */
export async function readBlock(
  reader: ByteReader,
  isLittleEndian: boolean,
): Promise<PcapngBlock | CaptureEnd> {
  const { offset } = reader;
  if (!(await reader.fill(SMALLEST_BYTES)))
    return cutOff(offset, 'the file ends within the head of a block');
  const order = findByteOrder(reader.peek(SMALLEST_BYTES), isLittleEndian);
  if (order === undefined) return refuse(offset + 8, 'a section has no byte order');
  const head = { bytes: reader.take(8), isLittleEndian: order };
  const type = readUint32(head, 0);
  const length = readUint32(head, 4);
  const isRead = readTypes.has(type);
  const isTooLong = isRead && length > LONGEST_READ_BYTES;
  if (length < SMALLEST_BYTES || length % 4 !== 0 || isTooLong)
    return refuse(offset + 4, `a block says that it has ${length} bytes`);
  const size = length - SMALLEST_BYTES;
  const isWhole = isRead ? await reader.fill(size + 4) : await reader.skip(size);
  if (!(isWhole && (await reader.fill(4))))
    return cutOff(offset, `the file ends within a block of ${length} bytes`);
  const content = { bytes: reader.take(isRead ? size : 0), isLittleEndian: order };
  const again = readUint32({ bytes: reader.take(4), isLittleEndian: order }, 0);
  return again === length
    ? { type, content, offset }
    : refuse(offset + length - 4, `a block of ${length} bytes ends as one of ${again}`);
}

/** Undefined for a section header that does not say. */
function findByteOrder(head: Buffer, isLittleEndian: boolean): boolean | undefined {
  if (head.readUInt32BE(0) !== blockType.sectionHeader) return isLittleEndian;
  if (head.readUInt32LE(8) === BYTE_ORDER_MAGIC) return true;
  return head.readUInt32BE(8) === BYTE_ORDER_MAGIC ? false : undefined;
}
