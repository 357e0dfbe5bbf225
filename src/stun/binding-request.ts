// A STUN binding request, read from a datagram (RFC 5389 §6, §7.3; RFC 3489 §11 for the old form).

import { FINGERPRINT_BYTES, isFingerprintRight } from './fingerprint.ts';
import { attributeType, HEADER_BYTES, MAGIC_COOKIE, messageType } from './stun-numbers.ts';

export interface BindingRequest {
  /** RFC 3489: without the magic cookie, and the answer has another form. */
  readonly isClassic: boolean;
  /** 16 bytes, the magic cookie or what stands in its place included: an answer repeats them. */
  readonly transaction: Buffer;
  readonly hasFingerprint: boolean;
  /** Attributes that must be understood and are not, each once. */
  readonly unknown: readonly number[];
}

const COOKIE_AT = 4;
const ATTRIBUTE_HEADER_BYTES = 4;
/** Attributes from here on may be passed over (RFC 5389 §15). */
const FIRST_OPTIONAL = 0x8000;

/**
 * What an answer needs, or undefined for what gets none: another message than a binding request, a
 * length that does not fit, a fingerprint that is wrong.
 */
export function readBindingRequest(bytes: Buffer): BindingRequest | undefined {
  const length = bytes.length - HEADER_BYTES;
  if (length < 0 || length % 4 !== 0) return undefined;
  if (bytes.readUInt16BE(0) !== messageType.bindingRequest || bytes.readUInt16BE(2) !== length)
    return undefined;
  const isClassic = bytes.readUInt32BE(COOKIE_AT) !== MAGIC_COOKIE;
  const attributes = readAttributes(bytes);
  if (attributes === undefined) return undefined;
  const fingerprint = isClassic ? undefined : attributes.find(isFingerprint);
  if (fingerprint !== undefined && !isFingerprintRight(bytes, fingerprint.start)) return undefined;
  return {
    isClassic,
    transaction: Buffer.from(bytes.subarray(COOKIE_AT, HEADER_BYTES)),
    hasFingerprint: fingerprint !== undefined,
    unknown: [...new Set(attributes.filter(isUnknown).map(({ type }) => type))],
  };
}

interface Attribute {
  readonly type: number;
  /** Offset of its header. */
  readonly start: number;
  readonly value: Buffer;
}

/** All attributes, each padded to four bytes; undefined when one does not fit. */
function readAttributes(bytes: Buffer): Attribute[] | undefined {
  const attributes: Attribute[] = [];
  for (let start = HEADER_BYTES; start < bytes.length; ) {
    const length = bytes.readUInt16BE(start + 2);
    const valueStart = start + ATTRIBUTE_HEADER_BYTES;
    const next = valueStart + Math.ceil(length / 4) * 4;
    if (next > bytes.length) return undefined;
    const value = bytes.subarray(valueStart, valueStart + length);
    attributes.push({ type: bytes.readUInt16BE(start), start, value });
    start = next;
  }
  return attributes;
}

function isFingerprint({ type, value }: Attribute): boolean {
  return type === attributeType.fingerprint && value.length === FINGERPRINT_BYTES;
}

/** Credentials are not asked for here, and those of others are passed over (RFC 5389 §10). */
const understood: ReadonlySet<number> = new Set([
  attributeType.username,
  attributeType.messageIntegrity,
  attributeType.realm,
  attributeType.nonce,
]);

function isUnknown({ type, value }: Attribute): boolean {
  if (type >= FIRST_OPTIONAL || understood.has(type)) return false;
  // Many old clients always send it; with no flag set it asks for nothing.
  return type !== attributeType.changeRequest || value.some((byte) => byte !== 0);
}
