import { Buffer } from 'node:buffer';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { ByteReader } from '../../../../src/capture/file/byte-reader.ts';
import { readCapture } from '../../../../src/capture/file/read-capture.ts';
import {
  makePcapHeader,
  makePcapRecord,
  START_MS,
} from '../../../support/capture/capture-bytes.ts';
import { makeFrame } from '../../../support/capture/packet-bytes.ts';
import { formatRegister } from '../register-text.ts';

const PIECES = 200;
const PIECE_BYTES = 1_000_000;
const MEASURED_EVERY = 50;

/** 200 MB of media with a REGISTER in each megabyte, made while it is read. */
async function* makeLargeCapture(): AsyncGenerator<Buffer> {
  yield makePcapHeader();
  const media = makePcapRecord({ time: START_MS, bytes: makeFrame(Buffer.alloc(1_200, 0x80)) });
  const filler = Buffer.concat(
    Array.from({ length: Math.floor(PIECE_BYTES / media.length) }, () => media),
  );
  for (let cSeq = 1; cSeq <= PIECES; cSeq += 1) {
    const time = START_MS + cSeq * 100;
    yield makePcapRecord({ time, bytes: makeFrame(formatRegister({ cSeq })) });
    yield Buffer.from(filler);
  }
}

setFlagsFromString('--expose-gc');

/** What garbage collection leaves. */
function measureKept(): number {
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it('a capture of 200 MB is read in constant memory', { timeout: 60_000 }, async () => {
  let messages = 0;
  let packets = 0;
  const keptBytes: number[] = [];

  const { end } = await readCapture(
    new ByteReader(makeLargeCapture()),
    { writtenAt: START_MS },
    {
      onMessage: () => {
        messages += 1;
        if (messages % MEASURED_EVERY === 0) keptBytes.push(measureKept());
      },
      onSkipped: () => undefined,
      onPacket: () => {
        packets += 1;
      },
    },
  );

  expect(end).toEqual({ kind: 'whole' });
  expect(messages).toBe(PIECES);
  expect(packets).toBeGreaterThan(150_000);
  const [first = 0, ...later] = keptBytes;
  expect(Math.max(...later) - first).toBeLessThan(75_000_000);
});
