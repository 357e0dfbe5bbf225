// The pcapng format, as Wireshark writes it (draft-ietf-opsawg-pcapng): sections, in each of them
// interfaces and the packets that came there.

import type { ByteReader } from './byte-reader.ts';
import { type CaptureEnd, refuse, WHOLE } from './capture-end.ts';
import { type CapturedPacket, MAX_PACKET_BYTES } from './captured-packet.ts';
import {
  blockType,
  type ContentReader,
  type PcapngBlock,
  readBlock,
  readUint16,
  readUint32,
} from './pcapng-block.ts';
import { type PcapngInterface, readInterface, readTime } from './pcapng-interface.ts';

/** No machine has more. */
const MAX_INTERFACES = 4_096;
/** What `Date` can show, in milliseconds since 1970. */
const MAX_TIME_MS = 8.64e15;

interface Section {
  isLittleEndian: boolean;
  interfaces: PcapngInterface[];
  /** Of the packet before: simple packets have no time. */
  time: number;
}

/** Where a packet stands in its block. */
interface PacketPlace {
  readonly interface: number;
  /** Of the two halves of its time; undefined: it has none. */
  readonly timeAt: number | undefined;
  readonly size: number;
  readonly length: number;
  readonly start: number;
}

/** @param start the first bytes of the file, four at least */
export function isPcapng(start: Buffer): boolean {
  return start.length >= 4 && start.readUInt32BE(0) === blockType.sectionHeader;
}

/** Gives each packet to `take`, from the first byte of the file on. */
export async function readPcapng(
  reader: ByteReader,
  take: (packet: CapturedPacket) => void,
): Promise<CaptureEnd> {
  const section: Section = { isLittleEndian: true, interfaces: [], time: 0 };
  while (reader.available > 0 || (await reader.fill(1))) {
    const block = await readBlock(reader, section.isLittleEndian);
    if ('kind' in block) return block;
    const failure = takeBlock(block, section, take);
    if (failure !== undefined) return refuse(block.offset, failure);
  }
  return WHOLE;
}

/** A sentence where the block contradicts itself, or what came before. */
function takeBlock(
  { type, content }: PcapngBlock,
  section: Section,
  take: (packet: CapturedPacket) => void,
): string | undefined {
  switch (type) {
    case blockType.sectionHeader:
      section.isLittleEndian = content.isLittleEndian;
      section.interfaces = [];
      return undefined;
    case blockType.interfaceDescription:
      return addInterface(content, section);
    case blockType.simplePacket:
    case blockType.oldPacket:
    case blockType.enhancedPacket: {
      const packet = readPacket(findPacket(type, content, section), content, section);
      if (typeof packet === 'string') return packet;
      section.time = packet.time;
      take(packet);
      return undefined;
    }
    default:
      return undefined;
  }
}

function addInterface(content: ContentReader, { interfaces }: Section): string | undefined {
  const read = readInterface(content);
  if (typeof read === 'string') return read;
  if (interfaces.length >= MAX_INTERFACES) return `it has more than ${MAX_INTERFACES} interfaces`;
  interfaces.push(read);
  return undefined;
}

/** Draft §4.3, §4.4 and appendix A. Undefined where the block is too short to say. */
function findPacket(
  type: number,
  content: ContentReader,
  { interfaces }: Section,
): PacketPlace | undefined {
  const isSimple = type === blockType.simplePacket;
  if (content.bytes.length < (isSimple ? 4 : 20)) return undefined;
  if (!isSimple) {
    const number = type === blockType.oldPacket ? readUint16(content, 0) : readUint32(content, 0);
    const sizes = { size: readUint32(content, 12), length: readUint32(content, 16) };
    return { interface: number, timeAt: 4, ...sizes, start: 20 };
  }
  const length = readUint32(content, 0);
  const limit = interfaces[0]?.snapLength || length;
  const size = Math.min(length, limit, content.bytes.length - 4);
  return { interface: 0, timeAt: undefined, size, length, start: 4 };
}

function readPacket(
  place: PacketPlace | undefined,
  content: ContentReader,
  { interfaces, time: timeBefore }: Section,
): CapturedPacket | string {
  if (place === undefined) return 'a packet has no length';
  const { timeAt, size, length, start } = place;
  const known = interfaces[place.interface];
  if (known === undefined)
    return `a packet is of interface ${place.interface}, which is not described`;
  if (size > content.bytes.length - start || size > MAX_PACKET_BYTES)
    return `a packet says that it has ${size} bytes`;
  if (length < size) return `a packet of ${length} bytes says that ${size} of them are here`;
  const time =
    timeAt === undefined
      ? timeBefore
      : readTime(known, readUint32(content, timeAt), readUint32(content, timeAt + 4));
  if (Math.abs(time) > MAX_TIME_MS) return 'the time of a packet is beyond all calendars';
  const bytes = content.bytes.subarray(start, start + size);
  return { time, linkType: known.linkType, length, bytes };
}
