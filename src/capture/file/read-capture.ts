// A capture, whatever its format: recognised by what is in it, read once from beginning to end, and
// never held in memory as a whole.

import type { CapturedMessage } from '../captured-message.ts';
import type { ByteReader } from './byte-reader.ts';
import { type CaptureEnd, cutOff, refuse } from './capture-end.ts';
import { isBadGzip, isCutGzip } from './capture-source.ts';
import type { CapturedPacket } from './captured-packet.ts';
import { DuplicateFilter } from './duplicate-filter.ts';
import { PacketReader, type PacketSkip } from './packet-reader.ts';
import { isPcap, readPcap } from './pcap-reader.ts';
import { isPcapng, readPcapng } from './pcapng-reader.ts';

export type CaptureSkip = PacketSkip | 'duplicate';

export interface CaptureHandlers {
  /** Each message in the order of the file; nothing overwrites its bytes later. */
  readonly onMessage: (message: CapturedMessage) => void;
  /** A packet makes no message, by this reason. */
  readonly onSkipped: (why: CaptureSkip) => void;
}

type Take = (packet: CapturedPacket) => void;

interface PacketFormat {
  readonly name: 'pcap' | 'pcapng';
  /** Whether a file begins so. */
  readonly is: (start: Buffer) => boolean;
  readonly read: (reader: ByteReader, take: Take) => Promise<CaptureEnd>;
}

const packetFormats: readonly PacketFormat[] = [
  { name: 'pcap', is: isPcap, read: readPcap },
  { name: 'pcapng', is: isPcapng, read: readPcapng },
];

export interface ReadCapture {
  readonly format: PacketFormat['name'] | 'unknown';
  readonly end: CaptureEnd;
}

const MAGIC_BYTES = 12;

/** @throws what its source throws */
export async function readCapture(
  reader: ByteReader,
  handlers: CaptureHandlers,
): Promise<ReadCapture> {
  try {
    return await readAny(reader, handlers);
  } catch (error) {
    const end = describeGzip(reader, error);
    if (end === undefined) throw error;
    return { format: 'unknown', end };
  }
}

async function readAny(reader: ByteReader, handlers: CaptureHandlers): Promise<ReadCapture> {
  await reader.fill(MAGIC_BYTES);
  const start = reader.peek(MAGIC_BYTES);
  const format = packetFormats.find(({ is }) => is(start));
  if (format === undefined)
    return { format: 'unknown', end: refuse(0, 'this is neither pcap nor pcapng nor SIP as text') };
  const duplicates = new DuplicateFilter();
  const packets = new PacketReader(
    (message) => (duplicates.has(message) ? onDuplicate() : handlers.onMessage(message)),
    handlers.onSkipped,
  );
  const onDuplicate = () => handlers.onSkipped('duplicate');
  const end = await format.read(reader, (packet) => packets.take(packet));
  packets.close();
  return { format: format.name, end };
}

function describeGzip({ offset }: ByteReader, error: unknown): CaptureEnd | undefined {
  if (isCutGzip(error)) return cutOff(offset, 'the file packed with gzip ends before its content');
  return isBadGzip(error) ? refuse(offset, 'the file packed with gzip is damaged') : undefined;
}
