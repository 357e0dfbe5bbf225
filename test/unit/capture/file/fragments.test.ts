import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import {
  type FragmentFailure,
  FragmentTable,
} from '../../../../src/capture/file/fragment-table.ts';
import type { Fragment, IpPacket } from '../../../../src/capture/file/ip-packet.ts';
import { makePcap, START_MS } from '../../../support/capture/capture-bytes.ts';
import {
  hex,
  makeIp,
  makeUdp,
  phoneToAsterisk,
  uint16,
} from '../../../support/capture/packet-bytes.ts';
import { readBytes } from '../../../support/capture/read-bytes.ts';
import { formatRegister } from '../register-text.ts';

const sip = formatRegister({ headers: [`X-Long: ${'a'.repeat(2_000)}`] });
const datagram = makeUdp(phoneToAsterisk, sip);
const MORE = 0x2000;

/** The IPv4 packet of the bytes from `start` to `end` of the datagram. */
function cut(start: number, end: number): Buffer {
  const fragment = start / 8 + (end < datagram.length ? MORE : 0);
  return makeIp(phoneToAsterisk, datagram.subarray(start, end), { fragment });
}

const pieces = [cut(0, 1_480), cut(1_480, 2_000), cut(2_000, datagram.length)];

async function read(packets: readonly Buffer[], stepMs = 1): ReturnType<typeof readBytes> {
  const records = packets.map((bytes, at) => ({ time: START_MS + at * stepMs, bytes }));
  return readBytes(makePcap(records, { linkType: 101 }));
}

it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 2, 0]], [[0, 0, 1, 1, 2]]])(
  'puts a datagram together from its fragments in the order %j',
  async (order) => {
    const { messages, skipped } = await read(order.map((at) => pieces[at]!));

    expect(messages.map(({ bytes }) => bytes)).toEqual([sip]);
    expect(skipped).toEqual({});
  },
);

it('puts a datagram of IPv6 together', async () => {
  const ends = { ...phoneToAsterisk, source: '2001:db8::1', destination: '2001:db8::10' };
  const packets = [0, 1_480].map((start) => {
    const end = Math.min(start + 1_480, datagram.length);
    const bytes = Buffer.concat([
      hex('1100'),
      uint16(start + (end < datagram.length ? 1 : 0), 0, 7),
    ]);
    return makeIp(ends, datagram.subarray(start, end), { extensions: { first: 44, bytes } });
  });

  const { messages } = await read(packets);

  expect(messages.map(({ bytes }) => bytes)).toEqual([sip]);
});

it.each([
  ['overlap', [pieces[0]!, cut(1_472, 2_000), pieces[2]!]],
  [
    'say two different ends',
    [pieces[0]!, pieces[2]!, makeIp(phoneToAsterisk, datagram.subarray(0, 40), { fragment: 250 })],
  ],
  ['are of odd length', [makeIp(phoneToAsterisk, datagram.subarray(0, 1_001), { fragment: MORE })]],
  [
    'reach beyond 65,535 bytes',
    [makeIp(phoneToAsterisk, datagram.subarray(0, 80), { fragment: 0x1fff })],
  ],
])('refuses fragments that %s', async (_, packets) => {
  const { messages, skipped, end } = await read(packets);

  expect(messages).toEqual([]);
  expect(skipped).toEqual({ 'bad-fragment': 1 });
  expect(end.kind).toBe('whole');
});

it('gives up a datagram after a minute, and at the end of the file', async () => {
  const late = await read([pieces[0]!, pieces[1]!, pieces[2]!], 40_000);
  const open = await read(pieces.slice(0, 2));

  expect(late.messages).toEqual([]);
  expect(late.skipped).toEqual({ 'lost-fragment': 2 });
  expect(open.skipped).toEqual({ 'lost-fragment': 1 });
});

it('keeps a bounded number of datagrams open', () => {
  const failures: FragmentFailure[] = [];
  const table = new FragmentTable((why) => failures.push(why));
  const packet = { source: '203.0.113.1', destination: '203.0.113.10', protocol: 17, isCut: false };

  for (let id = 0; id < 3_000; id += 1) {
    const fragment: Fragment = { id, start: 0, hasMore: true };
    const payload = Buffer.alloc(8_000);
    table.take({ ...packet, payload, fragment } satisfies IpPacket, fragment, START_MS);
  }

  expect(table.size).toBeLessThanOrEqual(1_024);
  expect(failures.length + table.size).toBe(3_000);
});
