import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HepPacket, parseHepPacket } from '../../../../src/capture/hep/hep-packet.ts';
import { formatChunk, formatHep, formatPacket, listChunks, usualFields } from './hep-text.ts';

const whole = formatHep();
const lastChunk = Buffer.from([0, 0, 0, 0x20]);

describe('parseHepPacket', () => {
  it('reads addresses, ports, time, kind and payload', () => {
    const packet = parseHepPacket(whole) as HepPacket;

    expect({ ...packet, payload: packet.payload.toString('latin1') }).toEqual({
      ipProtocol: 17,
      sourceAddress: '203.0.113.1',
      sourcePort: 16_880,
      destinationAddress: '203.0.113.10',
      destinationPort: 5_060,
      time: 1_795_244_400_250,
      payloadType: 1,
      agentId: 7,
      payload: usualFields.payload,
    });
  });

  it('reads IPv6 addresses in their canonical spelling', () => {
    const source = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0a];

    const packet = parseHepPacket(formatHep({ family: 10, source, destination: source }));

    expect(packet).toMatchObject({
      sourceAddress: '2001:db8::a',
      destinationAddress: '2001:db8::a',
    });
  });

  it('passes over chunks of other vendors, and over those that it does not need', () => {
    const more = [
      formatChunk(1, Buffer.from('of another vendor'), 0x4711),
      formatChunk(0x0e, Buffer.from('a password')),
      formatChunk(0x11, Buffer.from('a Call-ID')),
      formatChunk(0x13, Buffer.from('a name')),
      formatChunk(0x0f00, Buffer.alloc(0)),
    ];

    const packet = parseHepPacket(formatPacket([...more, ...listChunks(), ...more]));

    expect(packet).toMatchObject({ sourceAddress: '203.0.113.1' });
    expect(JSON.stringify(packet)).not.toContain('password');
  });

  it('takes a packet without a number of its agent', () => {
    const chunks = listChunks().filter((chunk) => chunk.readUInt16BE(2) !== 12);

    expect(parseHepPacket(formatPacket(chunks))).toMatchObject({ agentId: 0 });
  });

  it.each([
    ['nothing at all', Buffer.alloc(0), 'not-hep'],
    ['SIP', Buffer.from('OPTIONS sip:pbx.example.com SIP/2.0\r\n\r\n'), 'not-hep'],
    ['another magic', Buffer.concat([Buffer.from('HEP4'), whole.subarray(4)]), 'not-hep'],
    ['version 1', Buffer.concat([Buffer.from([1, 16]), Buffer.alloc(40)]), 'old-version'],
    ['version 2', Buffer.concat([Buffer.from([2, 16]), Buffer.alloc(40)]), 'old-version'],
    ['version 2 with IPv6', Buffer.concat([Buffer.from([2, 40]), Buffer.alloc(60)]), 'old-version'],
    ['the magic alone', Buffer.from('HEP3'), 'truncated'],
    ['an end in the middle', whole.subarray(0, 60), 'truncated'],
    ['one byte less', whole.subarray(0, -1), 'truncated'],
    ['one byte more', Buffer.concat([whole, Buffer.alloc(1)]), 'trailing-bytes'],
    ['a total length of 0', formatPacket(listChunks(), 0), 'bad-total-length'],
    ['a total length of 5', formatPacket(listChunks(), 5), 'bad-total-length'],
    ['a chunk of length 0', withChunk(Buffer.from([0, 0, 0, 0x20, 0, 0])), 'bad-chunk-length'],
    ['a chunk of length 5', withChunk(Buffer.from([0, 0, 0, 0x20, 0, 5])), 'bad-chunk-length'],
    [
      'a chunk past the end',
      withChunk(Buffer.from([0, 0, 0, 0x20, 0xff, 0xff])),
      'bad-chunk-length',
    ],
    ['half a chunk header', withChunk(lastChunk), 'bad-chunk-length'],
    ['an address of three bytes', formatHep({ source: [203, 0, 113] }), 'bad-chunk-length'],
    ['a port of one byte', replaced(7, Buffer.from([19])), 'bad-chunk-length'],
    ['an unknown family', formatHep({ family: 3 }), 'bad-chunk-value'],
    ['a second of two million µs', formatHep({ microseconds: 2_000_000 }), 'bad-chunk-value'],
    ['addresses of the other family', replaced(1, Buffer.from([10])), 'missing-chunk'],
    ['no payload', without(15), 'missing-chunk'],
    ['no time', without(9), 'missing-chunk'],
    ['no chunks', formatPacket([]), 'missing-chunk'],
    ['two payloads', withChunk(formatChunk(15, Buffer.from('INVITE'))), 'repeated-chunk'],
  ])('refuses %s by its name', (_, bytes, reason) => {
    expect(parseHepPacket(bytes)).toBe(reason);
  });

  it('takes or refuses any mutation of a packet, and never throws', () => {
    const mutation = fc.record({
      at: fc.nat(whole.length - 1),
      byte: fc.nat(255),
      cut: fc.nat(whole.length),
    });

    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 8 }), fc.boolean(), (all, cuts) => {
        const bytes = Buffer.from(whole);
        for (const { at, byte } of all) bytes[at] = byte;
        const packet = parseHepPacket(cuts ? bytes.subarray(0, all[0]?.cut) : bytes);

        if (typeof packet === 'string') return;
        expect(packet.payload.length).toBeLessThan(bytes.length);
        expect(packet.sourceAddress).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes or refuses any bytes behind the magic, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseHepPacket(formatPacket([Buffer.from(bytes)]));
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The usual chunks and one more. */
function withChunk(chunk: Buffer): Buffer {
  return formatPacket([...listChunks(), chunk]);
}

function without(type: number): Buffer {
  return formatPacket(listChunks().filter((chunk) => chunk.readUInt16BE(2) !== type));
}

function replaced(type: number, value: Buffer): Buffer {
  return formatPacket(
    listChunks().map((chunk) =>
      chunk.readUInt16BE(2) === type ? formatChunk(type, value) : chunk,
    ),
  );
}
