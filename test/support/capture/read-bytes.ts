// What a capture in memory is read as, given to the reader in pieces of any size.

import type { Buffer } from 'node:buffer';
import type { CapturedMessage } from '../../../src/capture/captured-message.ts';
import { ByteReader } from '../../../src/capture/file/byte-reader.ts';
import {
  type CaptureSkip,
  type ReadCapture,
  readCapture,
} from '../../../src/capture/file/read-capture.ts';
import { START_MS } from './capture-bytes.ts';

export interface ReadBytes extends ReadCapture {
  readonly messages: readonly CapturedMessage[];
  /** The first line of each message. */
  readonly lines: readonly string[];
  readonly skipped: Readonly<Partial<Record<CaptureSkip, number>>>;
}

export async function readBytes(bytes: Buffer, pieceBytes = 65_536): Promise<ReadBytes> {
  const messages: CapturedMessage[] = [];
  const skipped: Partial<Record<CaptureSkip, number>> = {};
  const reader = new ByteReader(cut(bytes, pieceBytes));
  const content = await readCapture(
    reader,
    { writtenAt: START_MS },
    {
      onMessage: (message) => void messages.push(message),
      onSkipped: (why) => {
        skipped[why] = (skipped[why] ?? 0) + 1;
      },
    },
  );
  const lines = messages.map(({ bytes: sip }) => sip.toString('latin1').split('\r\n')[0] ?? '');
  return { ...content, messages, lines, skipped };
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
