// The attribute FINGERPRINT (RFC 5389 §15.5): a checksum by which STUN is told from what shares its
// port.

import { crc32 } from 'node:zlib';
import { attributeType } from './stun-numbers.ts';

export const FINGERPRINT_BYTES = 4;
const ATTRIBUTE_BYTES = 8;
/** Changes the checksum, since other protocols may carry a CRC-32 of their own. */
const MASK = 0x5354554e;

/** @param start where the attribute stands: it must be the last, and covers all before it */
export function isFingerprintRight(message: Buffer, start: number): boolean {
  return (
    start + ATTRIBUTE_BYTES === message.length &&
    message.readUInt32BE(start + 4) === checksum(message.subarray(0, start))
  );
}

/** The attribute for a message whose length already counts it. */
export function formatFingerprint(message: Buffer): Buffer {
  const attribute = Buffer.alloc(ATTRIBUTE_BYTES);
  attribute.writeUInt16BE(attributeType.fingerprint, 0);
  attribute.writeUInt16BE(FINGERPRINT_BYTES, 2);
  attribute.writeUInt32BE(checksum(message), 4);
  return attribute;
}

function checksum(bytes: Buffer): number {
  return (crc32(bytes) ^ MASK) >>> 0;
}
