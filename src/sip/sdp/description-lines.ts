// The lines of a session description (RFC 8866 §5), and the addresses in those that have one.

/** Offsets into the text: of the line, of its end, of the next line. */
export interface DescriptionLine {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** All lines in order; they end in CRLF, LF, or the last one in nothing. */
export function listLines(text: string): DescriptionLine[] {
  const lines: DescriptionLine[] = [];
  for (let start = 0; start < text.length; ) {
    const lineBreak = text.indexOf('\n', start);
    const next = lineBreak < 0 ? text.length : lineBreak + 1;
    const stop = lineBreak < 0 ? text.length : lineBreak;
    const end = stop > start && text.charAt(stop - 1) === '\r' ? stop - 1 : stop;
    lines.push({ start, end, next });
    start = next;
  }
  return lines;
}

/** An IPv4 or IPv6 address as it stands in a line. */
export interface LineAddress {
  readonly start: number;
  readonly text: string;
}

/** How many fields stand before `IN IP4 ADDRESS`, by the beginning of the line. */
const fieldsBefore = [
  ['c=', 0],
  ['o=', 3],
  // RFC 3605 §2.1
  ['a=rtcp:', 1],
] as const;

/** The address of a `c=`, `o=` or `a=rtcp` line; undefined for a line that is no such one. */
export function findAddress(
  text: string,
  { start, end }: DescriptionLine,
): LineAddress | undefined {
  for (const [prefix, count] of fieldsBefore) {
    if (!text.startsWith(prefix, start)) continue;
    const fields = text.slice(start + prefix.length, end).split(' ');
    const [net, family, last] = fields.slice(count);
    if (net !== 'IN' || last === undefined || fields.length !== count + 3) return undefined;
    // Of a multicast address, the number of hops and of groups follow (RFC 8866 §5.7).
    const address = prefix === 'c=' ? (last.split('/')[0] ?? '') : last;
    return isOfFamily(address, family) ? { start: end - last.length, text: address } : undefined;
  }
  return undefined;
}

/** A name, or an address of the other family, is left to whoever understands it. */
function isOfFamily(address: string, family: string | undefined): boolean {
  if (family === 'IP4') return /^[0-9.]+$/.test(address);
  return family === 'IP6' && /^[0-9A-Fa-f.:]*:[0-9A-Fa-f.:]*$/.test(address);
}

/** True for the address that stands for none: on hold (RFC 3264 §8.4), or not known yet. */
export function isUnspecified(address: string): boolean {
  return address === '0.0.0.0' || /^[0:]+$/.test(address);
}
