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
import { isText, readSipText, type TextOptions, type TextSkip } from './sip-text-reader.ts';

export type CaptureSkip = PacketSkip | TextSkip | 'duplicate';

export interface CaptureHandlers {
  /** Each message in the order of the file; nothing overwrites its bytes later. */
  readonly onMessage: (message: CapturedMessage) => void;
  /** A packet makes no message, by this reason. */
  readonly onSkipped: (why: CaptureSkip) => void;
  /** Each packet, whatever is in it. */
  readonly onPacket?: () => void;
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
  readonly format: PacketFormat['name'] | 'text' | 'unknown';
  readonly end: CaptureEnd;
}

const MAGIC_BYTES = 4;

/** @throws what its source throws */
export async function readCapture(
  reader: ByteReader,
  options: TextOptions,
  handlers: CaptureHandlers,
): Promise<ReadCapture> {
  let format: ReadCapture['format'] = 'unknown';
  try {
    await reader.fill(MAGIC_BYTES);
    const start = reader.peek(MAGIC_BYTES);
    const packets = packetFormats.find(({ is }) => is(start));
    if (packets !== undefined) {
      format = packets.name;
      return { format, end: await readPackets(packets, reader, handlers) };
    }
    if (await isText(reader)) {
      format = 'text';
      const { onMessage, onSkipped } = handlers;
      return { format, end: await readSipText(reader, options, onMessage, onSkipped) };
    }
    return { format, end: refuse(0, 'this is neither pcap nor pcapng nor SIP as text') };
  } catch (error) {
    const end = describeGzip(reader, error);
    if (end === undefined) throw error;
    return { format, end };
  }
}

async function readPackets(
  format: PacketFormat,
  reader: ByteReader,
  { onMessage, onSkipped, onPacket }: CaptureHandlers,
): Promise<CaptureEnd> {
  const duplicates = new DuplicateFilter();
  const packets = new PacketReader((message) => {
    if (duplicates.has(message)) onSkipped('duplicate');
    else onMessage(message);
  }, onSkipped);
  const end = await format.read(reader, (packet) => {
    onPacket?.();
    packets.take(packet);
  });
  packets.close();
  return end;
}

function describeGzip({ offset }: ByteReader, error: unknown): CaptureEnd | undefined {
  if (isCutGzip(error)) return cutOff(offset, 'the file packed with gzip ends before its content');
  return isBadGzip(error) ? refuse(offset, 'the file packed with gzip is damaged') : undefined;
}
