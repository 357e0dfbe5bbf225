import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { START_MS } from '../../../support/capture/capture-bytes.ts';
import {
  makeFrame,
  makeIp,
  makeUdp,
  phoneToAsterisk,
} from '../../../support/capture/packet-bytes.ts';
import { PcapngBytes } from '../../../support/capture/pcapng-bytes.ts';
import { readBytes } from '../../../support/capture/read-bytes.ts';
import { formatRegister } from '../register-text.ts';

const frames = [1, 2, 3].map((cSeq) => makeFrame(formatRegister({ cSeq })));
const records = frames.map((bytes, at) => ({ time: START_MS + at * 501, bytes }));
const little = new PcapngBytes();
const WHOLE = { kind: 'whole' };

async function readTimes(file: Buffer): Promise<number[]> {
  const { messages, end } = await readBytes(file);
  expect(end).toEqual(WHOLE);
  return messages.map(({ time }) => time - START_MS);
}

describe.each([
  { order: 'little', isBigEndian: false },
  { order: 'big', isBigEndian: true },
])('a pcapng file in $order-endian order', ({ isBigEndian }) => {
  const bytes = new PcapngBytes(isBigEndian);

  it.each([1, 7, 65_536])('is read in pieces of %d bytes', async (pieceBytes) => {
    const { lines, messages, format, end } = await readBytes(bytes.file(records), pieceBytes);

    expect({ format, end }).toEqual({ format: 'pcapng', end: WHOLE });
    expect(lines).toHaveLength(3);
    expect(messages.map(({ time }) => time - START_MS)).toEqual([0, 501, 1_002]);
    expect(messages[0]?.bytes).toEqual(formatRegister({ cSeq: 1 }));
  });

  it.each([
    ['nanoseconds', Buffer.from([9]), 1_000_000n],
    ['milliseconds', Buffer.from([3]), 1n],
    ['powers of two', Buffer.from([0x8a]), 1_024n],
  ])('tells the time in %s', async (_, resolution, units) => {
    // 1024 units a second are 1.024 of a millisecond.
    const time = units === 1_024n ? START_MS : START_MS + 7;
    const unitsPerMs = units === 1_024n ? 1n : units;
    const packet =
      units === 1_024n
        ? bytes.packet({ time: (START_MS / 1_000) * 1_024, bytes: frames[0]! }, { unitsPerMs })
        : bytes.packet({ time, bytes: frames[0]! }, { unitsPerMs });
    const file = Buffer.concat([
      bytes.section(),
      bytes.interface(1, bytes.option(9, resolution), bytes.option(0, Buffer.alloc(0))),
      packet,
    ]);

    expect(await readTimes(file)).toEqual([time - START_MS]);
  });

  it('adds the offset of an interface', async () => {
    const seconds = Buffer.alloc(8);
    if (isBigEndian) seconds.writeBigInt64BE(BigInt(START_MS / 1_000));
    else seconds.writeBigInt64LE(BigInt(START_MS / 1_000));
    const file = Buffer.concat([
      bytes.section(),
      bytes.interface(1, bytes.option(14, seconds)),
      bytes.packet({ time: 12, bytes: frames[0]! }),
    ]);

    expect(await readTimes(file)).toEqual([12]);
  });

  it('reads packet blocks of old, and simple ones at the time of the one before', async () => {
    const file = Buffer.concat([
      bytes.section(),
      bytes.interface(),
      bytes.oldPacket({ time: START_MS + 9, bytes: frames[0]! }),
      bytes.simplePacket(frames[1]!),
    ]);

    expect(await readTimes(file)).toEqual([9, 9]);
  });
});

it('reads several sections, each in its own order and with its own interfaces', async () => {
  const big = new PcapngBytes(true);
  const raw = makeIp(phoneToAsterisk, makeUdp(phoneToAsterisk, formatRegister({ cSeq: 9 })));
  const file = Buffer.concat([
    little.section(),
    little.interface(),
    little.packet(records[0]!),
    big.section(),
    big.interface(),
    big.interface(101),
    big.packet({ time: START_MS + 5, bytes: raw }, { at: 1 }),
  ]);

  expect(await readTimes(file)).toEqual([0, 5]);
});

it('passes over blocks that it does not know, however long', async () => {
  const file = Buffer.concat([
    little.section(),
    little.interface(),
    little.block(0x0bad, Buffer.alloc(300_000, 1)),
    little.block(5, little.uint32(0, 0, 0)),
    little.packet(records[0]!),
  ]);

  expect(await readTimes(file)).toEqual([0]);
});

it('warns where a file ends within a block, and keeps what comes before', async () => {
  const file = little.file(records);
  const last = little.packet(records[2]!).length;

  const { lines, end } = await readBytes(file.subarray(0, -1));

  expect(lines).toHaveLength(2);
  expect(end).toMatchObject({ kind: 'cut-off', offset: file.length - last });
});

const head = Buffer.concat([little.section(), little.interface()]);

function change(file: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(file);
  changed.writeUInt32LE(value, at);
  return changed;
}

const packet = little.packet(records[0]!);

it.each([
  ['a block shorter than any', change(Buffer.concat([head, packet]), head.length + 4, 8), 4],
  ['a block of odd length', change(Buffer.concat([head, packet]), head.length + 4, 33), 4],
  ['a packet of a gigabyte', change(Buffer.concat([head, packet]), head.length + 4, 0x40000000), 4],
  [
    'two lengths of one block',
    change(Buffer.concat([head, packet]), head.length + packet.length - 4, 16),
    packet.length - 4,
  ],
  [
    'a packet longer than its block',
    change(Buffer.concat([head, packet]), head.length + 20, 2_000),
    0,
  ],
  [
    'a packet shorter than what is there of it',
    change(Buffer.concat([head, packet]), head.length + 24, 3),
    0,
  ],
  [
    'a packet of an unknown interface',
    change(Buffer.concat([head, packet]), head.length + 8, 7),
    0,
  ],
  [
    'a time beyond all calendars',
    change(Buffer.concat([head, packet]), head.length + 12, 0xffffffff),
    0,
  ],
  ['a packet without a length', Buffer.concat([head, little.block(6, little.uint32(0))]), 0],
  ['an interface without a link', Buffer.concat([head, little.block(1, little.uint32(0))]), 0],
  [
    'an option longer than its block',
    Buffer.concat([head, little.block(1, little.uint32(1, 0), little.uint16(9, 400))]),
    0,
  ],
  ['a section without a byte order', Buffer.concat([head, change(little.section(), 8, 0)]), 8],
])('refuses %s, with the byte at which it stands', async (_, file, at) => {
  const { end } = await readBytes(file);

  expect(end).toMatchObject({ kind: 'refused', offset: head.length + at });
});
