// The answer to a STUN binding request: the address that the request came from, and nothing that the
// sender did not ask for.

import { isIpv6 } from '../base/ip-address.ts';
import { toAddressBytes } from './address-bytes.ts';
import { type BindingRequest, readBindingRequest } from './binding-request.ts';
import { FINGERPRINT_BYTES, formatFingerprint } from './fingerprint.ts';
import { attributeType, HEADER_BYTES, MAGIC_COOKIE, messageType } from './stun-numbers.ts';

const ATTRIBUTE_HEADER_BYTES = 4;

interface Source {
  /** IP literal without brackets. */
  readonly address: string;
  readonly port: number;
}

/**
 * The answer to a datagram, RFC 5389 §7.3; undefined for what gets none. It goes to the source, which
 * no attribute of a request can change.
 */
export function answerBinding(bytes: Buffer, source: Source): Buffer | undefined {
  const request = readBindingRequest(bytes);
  if (request === undefined) return undefined;
  return request.unknown.length > 0
    ? format(request, messageType.bindingError, formatUnknown(request))
    : format(request, messageType.bindingSuccess, formatMappedAddress(request, source));
}

function format(request: BindingRequest, type: number, attributes: Buffer): Buffer {
  const fingerprintBytes = request.hasFingerprint ? ATTRIBUTE_HEADER_BYTES + FINGERPRINT_BYTES : 0;
  const header = Buffer.alloc(HEADER_BYTES - request.transaction.length);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(attributes.length + fingerprintBytes, 2);
  const message = Buffer.concat([header, request.transaction, attributes]);
  return request.hasFingerprint ? Buffer.concat([message, formatFingerprint(message)]) : message;
}

function formatAttribute(type: number, value: Buffer): Buffer {
  const header = Buffer.alloc(ATTRIBUTE_HEADER_BYTES);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(value.length, 2);
  const padding = Buffer.alloc(-value.length & 3);
  return Buffer.concat([header, value, padding]);
}

/**
 * RFC 5389 §15.1, §15.2. Some routers replace their own address wherever they find it in a packet, so
 * it travels XORed; the clients of RFC 3489 do not know that form (§12.2).
 */
function formatMappedAddress(request: BindingRequest, { address, port }: Source): Buffer {
  const family = isIpv6(address) ? 2 : 1;
  const value = Buffer.concat([
    Buffer.from([0, family, port >> 8, port & 0xff]),
    toAddressBytes(address),
  ]);
  if (request.isClassic) return formatAttribute(attributeType.mappedAddress, value);
  value.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  for (let at = 4; at < value.length; at += 1)
    value[at] = (value[at] as number) ^ (request.transaction[at - 4] as number);
  return formatAttribute(attributeType.xorMappedAddress, value);
}

/** RFC 5389 §7.3.1: 420, without the words for people, and the attributes in question. */
function formatUnknown({ unknown, isClassic }: BindingRequest): Buffer {
  const error = formatAttribute(attributeType.errorCode, Buffer.from([0, 0, 4, 20]));
  // RFC 3489 §11.2.10 knows no padding: there, the last of an odd number is named twice.
  const types =
    isClassic && unknown.length % 2 === 1 ? [...unknown, ...unknown.slice(-1)] : unknown;
  const value = Buffer.concat(types.map((type) => Buffer.from([type >> 8, type & 0xff])));
  return Buffer.concat([error, formatAttribute(attributeType.unknownAttributes, value)]);
}
