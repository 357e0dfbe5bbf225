// What arrives on a SIP port besides SIP (RFC 5626 §4.4, RFC 5389 §6).

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const STUN_HEADER_BYTES = 20;
const STUN_COOKIE = 0x2112a442;
const STUN_COOKIE_AT = 4;

/**
 * `keep-alive`: nothing, or nothing but line breaks, blanks and zero bytes. `stun`: the magic cookie
 * of RFC 5389, or the first two bits zero and a length that fits, as RFC 3489 has it.
 */
export function classifyDatagram(bytes: Buffer): 'sip' | 'keep-alive' | 'stun' {
  const first = bytes[0];
  if (first === undefined) return 'keep-alive';
  if (first > SPACE) return 'sip';
  if (isStun(bytes)) return 'stun';
  return bytes.every(isFiller) ? 'keep-alive' : 'sip';
}

function isFiller(byte: number): boolean {
  return byte === CR || byte === LF || byte === SPACE || byte === 0;
}

function isStun(bytes: Buffer): boolean {
  if (bytes.length < STUN_HEADER_BYTES || (bytes[0] as number) > 0x3f) return false;
  if (bytes.readUInt32BE(STUN_COOKIE_AT) === STUN_COOKIE) return true;
  return bytes.readUInt16BE(0) === 1 && bytes.readUInt16BE(2) === bytes.length - STUN_HEADER_BYTES;
}
