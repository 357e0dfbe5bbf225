import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { openCapture } from '../../../../src/capture/file/capture-source.ts';
import { type ReadCapture, readCapture } from '../../../../src/capture/file/read-capture.ts';
import { makePcap, START_MS } from '../../../support/capture/capture-bytes.ts';
import { makeFrame } from '../../../support/capture/packet-bytes.ts';
import { formatRegister } from '../register-text.ts';

const scratch = mkdtempSync(join(tmpdir(), 'farend-capture-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const capture = makePcap([
  { time: START_MS, bytes: makeFrame(formatRegister()) },
  { time: START_MS + 500, bytes: makeFrame(formatRegister({ cSeq: 2 })) },
]);

async function readFile(
  bytes: Buffer,
  tell: (bytesRead: number, size: number) => void = () => undefined,
): Promise<ReadCapture & { readonly messages: number }> {
  const path = join(scratch, 'capture.pcap');
  writeFileSync(path, bytes);
  let messages = 0;
  const { reader, writtenAt } = await openCapture(path, tell);
  const content = await readCapture(
    reader,
    { writtenAt },
    {
      onMessage: () => {
        messages += 1;
      },
      onSkipped: () => undefined,
    },
  );
  return { ...content, messages };
}

it('reads a file, and says how much of it was read', async () => {
  const told: number[][] = [];

  const { messages, end } = await readFile(capture, (...numbers) => told.push(numbers));

  expect({ messages, end }).toEqual({ messages: 2, end: { kind: 'whole' } });
  expect(told).toEqual([[capture.length, capture.length]]);
});

it('unpacks what is packed with gzip', async () => {
  const { messages, end } = await readFile(gzipSync(capture));

  expect({ messages, end }).toEqual({ messages: 2, end: { kind: 'whole' } });
});

it('tells a packed file that ends too early from one that is damaged', async () => {
  const packed = gzipSync(capture, { level: 0 });
  const damaged = Buffer.from(packed);
  damaged.writeUInt8(packed.readUInt8(100) ^ 1, 100);

  expect((await readFile(packed.subarray(0, -20))).end.kind).toBe('cut-off');
  expect((await readFile(damaged)).end.kind).toBe('refused');
});

it('CAPTURE_UNREADABLE: says why a file cannot be read', async () => {
  await expect(openCapture(join(scratch, 'none.pcap'), () => undefined)).rejects.toMatchObject({
    code: 'CAPTURE_UNREADABLE',
    message: expect.stringMatching(/none\.pcap cannot be read: there is no such file/),
  });
  await expect(openCapture(scratch, () => undefined)).rejects.toMatchObject({
    code: 'CAPTURE_UNREADABLE',
    message: expect.stringMatching(/it is a directory/),
  });
});
