// Hex digits of our own making, as numbers.

/** Hex digits of which a whole number can be made exactly: 52 bits. */
const MAX_DIGITS = 13;

/** The number that the last `digits` of a text make, 13 at most; each is a lower-case hex digit. */
export function readLastHex(text: string, digits: number = MAX_DIGITS): number {
  let value = 0;
  for (let at = text.length - digits; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    value = value * 16 + (code <= 0x39 ? code - 0x30 : code - 0x57);
  }
  return value;
}
