// Whether bytes begin as a SIP message does (RFC 3261 §7.1 and §7.2): whatever port it came on.

const VERSION = 'SIP/2.0';
/** Longer ones are nobody's. */
const MAX_START_LINE_BYTES = 2_048;
const LF = 0x0a;
const CR = 0x0d;

export function looksLikeSip(bytes: Buffer): boolean {
  const start = skipLineEnds(bytes);
  if (bytes.length - start < VERSION.length) return false;
  if (startsWith(bytes, start, `${VERSION} `)) return true;
  const first = bytes[start] as number;
  if (first < 0x41 || first > 0x7a) return false;
  const limit = Math.min(bytes.length, start + MAX_START_LINE_BYTES);
  const lineFeed = bytes.subarray(start, limit).indexOf(LF);
  if (lineFeed < 0) return false;
  const end = start + lineFeed - (bytes[start + lineFeed - 1] === CR ? 1 : 0);
  return startsWith(bytes, end - VERSION.length - 1, ` ${VERSION}`);
}

/** RFC 3261 §7.5: line ends before a start line are passed over. */
function skipLineEnds(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === CR || bytes[at] === LF) at += 1;
  return at;
}

function startsWith(bytes: Buffer, at: number, text: string): boolean {
  return at >= 0 && bytes.toString('latin1', at, at + text.length) === text;
}
