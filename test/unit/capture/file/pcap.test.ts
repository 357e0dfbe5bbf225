import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import {
  makePcap,
  makePcapHeader,
  makePcapRecord,
  START_MS,
} from '../../../support/capture/capture-bytes.ts';
import { makeFrame, phoneToAsterisk, reverse } from '../../../support/capture/packet-bytes.ts';
import { readBytes } from '../../../support/capture/read-bytes.ts';
import { formatAnswer, formatRegister } from '../register-text.ts';

const exchange = [
  { time: START_MS, bytes: makeFrame(formatRegister()) },
  { time: START_MS + 12, bytes: makeFrame(formatAnswer(401), reverse(phoneToAsterisk)) },
];

describe.each([
  { order: 'little', isBigEndian: false, isNanoseconds: false },
  { order: 'big', isBigEndian: true, isNanoseconds: false },
  { order: 'little', isBigEndian: false, isNanoseconds: true },
  { order: 'big', isBigEndian: true, isNanoseconds: true },
])('a pcap file in $order-endian order, nanoseconds: $isNanoseconds', (options) => {
  it.each([1, 7, 65_536])('is read in pieces of %d bytes', async (pieceBytes) => {
    const file = makePcap(exchange, options);

    const { messages, lines, end, format } = await readBytes(file, pieceBytes);

    expect({ format, end }).toEqual({ format: 'pcap', end: { kind: 'whole' } });
    expect(lines).toEqual(['REGISTER sip:pbx.example.com SIP/2.0', 'SIP/2.0 401 Whatever']);
    expect(messages.map(({ time }) => time - START_MS)).toEqual([0, 12]);
    expect(messages[0]?.source).toEqual({ address: '203.0.113.1', port: 16_880 });
    expect(messages[1]?.destination).toEqual({ address: '203.0.113.1', port: 16_880 });
    expect(messages[0]?.bytes).toEqual(formatRegister());
  });
});

it('warns where a file ends in the middle of a packet, and keeps what comes before', async () => {
  const file = makePcap(exchange);

  const { lines, end } = await readBytes(file.subarray(0, -1));

  expect(lines).toHaveLength(1);
  expect(end).toEqual({
    kind: 'cut-off',
    offset: 24 + makePcapRecord(exchange[0]!).length,
    what: expect.stringContaining('ends within a packet'),
  });
});

it.each([
  ['its header', makePcapHeader().subarray(0, 23), 0],
  ['the header of a packet', Buffer.concat([makePcapHeader(), Buffer.alloc(15)]), 24],
])('warns where a file ends within %s', async (where, file, offset) => {
  const { end } = await readBytes(file);

  expect(end).toEqual({ kind: 'cut-off', offset, what: `the file ends within ${where}` });
});

it.each([
  ['a packet of a gigabyte', 8, 0x40000000],
  ['a packet that is shorter than what is there of it', 12, 10],
  ['a second that has too many microseconds', 4, 1_000_000],
])('refuses %s, with the byte at which it says so', async (_, at, value) => {
  const file = makePcap(exchange);
  const start = 24 + makePcapRecord(exchange[0]!).length;
  file.writeUInt32LE(value, start + at);

  const { end } = await readBytes(file);

  expect(end).toMatchObject({ kind: 'refused', offset: start + at });
});

it('refuses another version of the format, and what is no capture', async () => {
  const file = makePcap(exchange);
  file.writeUInt16LE(3, 4);

  expect((await readBytes(file)).end).toMatchObject({ kind: 'refused', offset: 0 });
  expect((await readBytes(Buffer.alloc(100))).end).toMatchObject({ kind: 'refused', offset: 0 });
  expect((await readBytes(Buffer.alloc(0))).end).toMatchObject({ kind: 'refused', offset: 0 });
});

it('tells of a message that the capture has only the beginning of', async () => {
  const frame = makeFrame(formatRegister());
  const file = makePcap([
    { time: START_MS, bytes: frame.subarray(0, 96), length: frame.length },
    exchange[1]!,
  ]);

  const { lines, skipped, end } = await readBytes(file);

  expect(lines).toEqual(['SIP/2.0 401 Whatever']);
  expect(skipped).toEqual({ cut: 1 });
  expect(end.kind).toBe('whole');
});

it('takes a packet once that was captured on two interfaces, and twice what was sent twice', async () => {
  const [first] = exchange;
  const again = { time: START_MS + 500, bytes: first!.bytes };
  const file = makePcap([first!, { ...first!, time: START_MS + 1 }, again]);

  const { messages, skipped } = await readBytes(file);

  expect(messages.map(({ time }) => time - START_MS)).toEqual([0, 500]);
  expect(skipped).toEqual({ duplicate: 1 });
});
