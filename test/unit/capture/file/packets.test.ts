import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { makePcap, START_MS } from '../../../support/capture/capture-bytes.ts';
import {
  type Ends,
  hex,
  makeEthernet,
  makeIp,
  makeTcp,
  makeUdp,
  phoneToAsterisk,
  uint16,
} from '../../../support/capture/packet-bytes.ts';
import { readBytes } from '../../../support/capture/read-bytes.ts';
import { formatRegister } from '../register-text.ts';

const sip = formatRegister();
const ipv6Ends: Ends = {
  source: '2001:db8::1',
  sourcePort: 5_060,
  destination: '2001:db8:0:1::10',
  destinationPort: 5_080,
};
const ipv4 = makeIp(phoneToAsterisk, makeUdp(phoneToAsterisk, sip));
const ipv6 = makeIp(ipv6Ends, makeUdp(ipv6Ends, sip));

function read(linkType: number, bytes: Buffer): ReturnType<typeof readBytes> {
  return readBytes(makePcap([{ time: START_MS, bytes }], { linkType }));
}

it.each([
  ['Ethernet', 1, makeEthernet(ipv4)],
  ['Ethernet with a VLAN tag', 1, makeEthernet(ipv4, [[0x8100, 100]])],
  [
    'Ethernet with two VLAN tags',
    1,
    makeEthernet(ipv4, [
      [0x88a8, 7],
      [0x8100, 100],
    ]),
  ],
  [
    'PPPoE',
    1,
    Buffer.concat([
      hex('020000000001 020000000002 8864 1100 0001'),
      uint16(ipv4.length + 2, 0x0021),
      ipv4,
    ]),
  ],
  ['raw IP', 101, ipv4],
  ['raw IP, as FreeBSD numbers it', 12, ipv4],
  ['raw IP, as OpenBSD numbers it', 14, ipv4],
  ['Linux cooked', 113, Buffer.concat([hex('0000 0001 0006 020000000001 0000 0800'), ipv4])],
  [
    'Linux cooked with a VLAN tag',
    113,
    Buffer.concat([hex('0000 0001 0006 020000000001 0000 8100 0064 0800'), ipv4]),
  ],
  [
    'Linux cooked 2',
    276,
    Buffer.concat([hex('0800 0000 00000002 0001 00 06 0200000000010000'), ipv4]),
  ],
  ['BSD loopback', 0, Buffer.concat([hex('02000000'), ipv4])],
  ['BSD loopback of the other byte order', 0, Buffer.concat([hex('00000002'), ipv4])],
  ['OpenBSD loopback', 108, Buffer.concat([hex('00000002'), ipv4])],
])('finds SIP in %s', async (_, linkType, frame) => {
  const { messages, skipped } = await read(linkType, frame);

  expect(skipped).toEqual({});
  expect(messages[0]).toMatchObject({
    source: { address: '203.0.113.1', port: 16_880 },
    destination: { address: '203.0.113.10', port: 5_080 },
    bytes: sip,
  });
});

it.each([
  ['Ethernet', 1, makeEthernet(ipv6)],
  ['raw IP', 101, ipv6],
  ['BSD loopback of macOS', 0, Buffer.concat([hex('1e000000'), ipv6])],
  [
    'Linux cooked 2',
    276,
    Buffer.concat([hex('86dd 0000 00000002 0001 00 06 0200000000010000'), ipv6]),
  ],
])(
  'finds SIP over IPv6 in %s, with addresses in their canonical spelling',
  async (_, linkType, frame) => {
    const { messages } = await read(linkType, frame);

    expect(messages[0]?.source).toEqual({ address: '2001:db8::1', port: 5_060 });
    expect(messages[0]?.destination).toEqual({ address: '2001:db8:0:1::10', port: 5_080 });
  },
);

it('passes over options of IPv4 and extension headers of IPv6', async () => {
  const options = makeIp(phoneToAsterisk, makeUdp(phoneToAsterisk, sip), {
    options: hex('94040000 01010101'),
  });
  // Hop-by-hop (8 bytes), destination options (16), an authentication header (16), then UDP.
  const bytes = hex(`3c00010400000000 3301${'00'.repeat(14)} 1102${'00'.repeat(14)}`);
  const extensions = makeIp(ipv6Ends, makeUdp(ipv6Ends, sip), { extensions: { first: 0, bytes } });

  expect((await read(101, options)).messages).toHaveLength(1);
  expect((await read(101, extensions)).messages).toHaveLength(1);
});

it('leaves the padding behind a short packet alone', async () => {
  const { messages } = await read(1, Buffer.concat([makeEthernet(ipv4), Buffer.alloc(20, 0x41)]));

  expect(messages[0]?.bytes).toEqual(sip);
});

const lyingUdp = makeUdp(phoneToAsterisk, sip);
lyingUdp.writeUInt16BE(sip.length + 9, 4);
const shortUdp = makeUdp(phoneToAsterisk, sip);
shortUdp.writeUInt16BE(7, 4);

it.each([
  [
    'sip-over-tcp',
    'SIP over TCP',
    101,
    makeIp(phoneToAsterisk, makeTcp(phoneToAsterisk, sip), { protocol: 6 }),
  ],
  [
    'tls',
    'TLS',
    101,
    makeIp(phoneToAsterisk, makeTcp({ ...phoneToAsterisk, destinationPort: 5061 }, hex('160301')), {
      protocol: 6,
    }),
  ],
  [
    'other',
    'what is no SIP',
    101,
    makeIp(phoneToAsterisk, makeUdp(phoneToAsterisk, Buffer.from('\r\n\r\n'))),
  ],
  [
    'other',
    'another protocol than UDP and TCP',
    101,
    makeIp(phoneToAsterisk, sip, { protocol: 1 }),
  ],
  ['not-ip', 'ARP', 1, hex('ffffffffffff 020000000002 0806 0001 0800 0604 0001')],
  ['unknown-link', 'a link that is not known', 147, ipv4],
  ['bad-packet', 'a datagram longer than its packet', 101, makeIp(phoneToAsterisk, lyingUdp)],
  ['bad-packet', 'a datagram shorter than its header', 101, makeIp(phoneToAsterisk, shortUdp)],
  [
    'bad-packet',
    'an IP header shorter than any',
    101,
    Buffer.concat([hex('44'), ipv4.subarray(1)]),
  ],
  ['bad-packet', 'a frame shorter than its header', 1, hex('ffffffffffff')],
])('counts as %s: %s', async (why, _, linkType, frame) => {
  const { messages, skipped, end } = await read(linkType, frame);

  expect(messages).toEqual([]);
  expect(skipped).toEqual({ [why]: 1 });
  expect(end.kind).toBe('whole');
});
