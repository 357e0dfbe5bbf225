// SIP is UTF-8 (RFC 3261 §7); what was cut from a message has one character for each byte of it.

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** As a person reads it: bytes that are no UTF-8 stay as they are, a character each. */
export function readWireText(bytes: string): string {
  if (!/[\u0080-\u00ff]/.test(bytes) || /[^\0-\u00ff]/.test(bytes)) return bytes;
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes;
  }
}
