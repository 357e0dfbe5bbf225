// STUN by hand, for tests: written and read without src/stun.

import { crc32 } from 'node:zlib';

export const cookie = Buffer.from('2112a442', 'hex');
export const transactionId = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex');

/** An attribute as it stands in a message, padded. */
export function makeAttribute(type: number, value: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.from([type >> 8, type & 0xff, value.length >> 8, value.length & 0xff]);
  return Buffer.concat([header, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** A message of any type; without a cookie it is one of RFC 3489. */
export function makeStun(
  type: number,
  attributes: readonly Buffer[] = [],
  first: Buffer = cookie,
): Buffer {
  const body = Buffer.concat(attributes);
  const header = Buffer.from([type >> 8, type & 0xff, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([header, first, transactionId, body]);
}

/** The same with FINGERPRINT at its end. */
export function addFingerprint(message: Buffer): Buffer {
  const longer = Buffer.from(message);
  longer.writeUInt16BE(message.length - 20 + 8, 2);
  const value = Buffer.alloc(4);
  value.writeUInt32BE((crc32(longer) ^ 0x5354554e) >>> 0);
  return Buffer.concat([longer, makeAttribute(0x8028, value)]);
}

export interface StunAnswer {
  readonly type: number;
  readonly transaction: string;
  /** Values by type, in order. */
  readonly attributes: readonly (readonly [number, Buffer])[];
}

export function readStun(bytes: Buffer): StunAnswer {
  if (bytes.readUInt16BE(2) !== bytes.length - 20) throw new Error('the length does not fit');
  const attributes: [number, Buffer][] = [];
  for (let at = 20; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at + 2);
    attributes.push([bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length)]);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return {
    type: bytes.readUInt16BE(0),
    transaction: bytes.subarray(4, 20).toString('hex'),
    attributes,
  };
}

/** `a.b.c.d:port` out of XOR-MAPPED-ADDRESS. */
export function readXorMapped(value: Buffer): string {
  const port = value.readUInt16BE(2) ^ 0x2112;
  const address = [...value.subarray(4)].map((byte, at) => byte ^ (cookie[at] as number));
  return `${address.join('.')}:${port}`;
}
