// `host [":" port]` as URIs and Via's sent-by write it (RFC 3261 §25.1 hostport).

import {
  CLOSE_BRACKET,
  COLON,
  isDigit,
  OPEN_BRACKET,
  parseDecimal,
  skipWhitespace,
  trimEnd,
} from './characters.ts';

export interface HostPort {
  /** As written; an IPv6 reference keeps its brackets. */
  readonly host: string;
  /** 1–65535, or 0 when none is written. */
  readonly port: number;
}

const MAX_PORT = 65535;

/** Reads text[start, end), white space around host and colon allowed; undefined when it is none. */
export function parseHostPort(text: string, start: number, end: number): HostPort | undefined {
  const hostStart = skipWhitespace(text, start, end);
  const hostEnd = findHostEnd(text, hostStart, end);
  if (hostEnd === hostStart) return undefined;
  const host = text.slice(hostStart, hostEnd);
  const colon = skipWhitespace(text, hostEnd, end);
  if (colon === end) return { host, port: 0 };
  if (text.charCodeAt(colon) !== COLON) return undefined;
  const port = parseDecimal(
    text,
    skipWhitespace(text, colon + 1, end),
    trimEnd(text, colon + 1, end),
    MAX_PORT,
  );
  return port > 0 ? { host, port } : undefined;
}

/** Offset after the host, or `start` when no host stands there. */
function findHostEnd(text: string, start: number, end: number): number {
  if (text.charCodeAt(start) === OPEN_BRACKET) {
    for (let at = start + 1; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === CLOSE_BRACKET) return at > start + 1 ? at + 1 : start;
      if (!isIpv6Character(code)) return start;
    }
    return start;
  }
  let at = start;
  while (at < end && isHostCharacter(text.charCodeAt(at))) at += 1;
  return at;
}

function isIpv6Character(code: number): boolean {
  const folded = code | 0x20;
  return isDigit(code) || code === COLON || code === 0x2e || (folded >= 0x61 && folded <= 0x66);
}

/** Letters, digits, `-` and `.`; also `_`, which real networks put into host names. */
function isHostCharacter(code: number): boolean {
  const folded = code | 0x20;
  return (
    isDigit(code) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f ||
    (folded >= 0x61 && folded <= 0x7a && code !== OPEN_BRACKET)
  );
}
