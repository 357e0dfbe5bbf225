// The address-of-record that a REGISTER is about (RFC 3261 §10.3 step 5), in the one form under
// which farend keeps it: `user@host`, without scheme, port, password and parameters, the host in
// lower case, escapes undone. Asterisk keys an AOR by the user alone, so the port says nothing.

import { COLON, OPEN_BRACKET, QUESTION_MARK, SEMICOLON } from './characters.ts';

const PERCENT = 0x25;

/** Reads the URI text[start, end); undefined when it is no sip or sips URI with a host. */
export function readAddressOfRecord(text: string, start: number, end: number): string | undefined {
  const userStart = findSchemeEnd(text, start);
  if (userStart < 0) return undefined;
  const at = text.indexOf('@', userStart);
  const hasUser = at >= 0 && at < end;
  const hostStart = hasUser ? at + 1 : userStart;
  const hostEnd = findHostEnd(text, hostStart, end);
  if (hostEnd === hostStart || at === userStart) return undefined;
  if (isCanonical(text, userStart, hostStart, hostEnd)) return text.slice(userStart, hostEnd);
  const host = text.slice(hostStart, hostEnd).toLowerCase();
  return hasUser ? `${readUser(text.slice(userStart, at))}@${host}` : host;
}

/** True when nothing in user and host needs to change: the usual case, and no copy. */
function isCanonical(text: string, start: number, hostStart: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (at < hostStart ? code === PERCENT || code === COLON : code >= 0x41 && code <= 0x5a)
      return false;
  }
  return true;
}

function findSchemeEnd(text: string, start: number): number {
  const isSip =
    (text.charCodeAt(start) | 0x20) === 0x73 &&
    (text.charCodeAt(start + 1) | 0x20) === 0x69 &&
    (text.charCodeAt(start + 2) | 0x20) === 0x70;
  if (!isSip) return -1;
  if (text.charCodeAt(start + 3) === COLON) return start + 4;
  const isSips = (text.charCodeAt(start + 3) | 0x20) === 0x73;
  return isSips && text.charCodeAt(start + 4) === COLON ? start + 5 : -1;
}

/** Offset after the host: at a port, a parameter, the headers, or the end. */
function findHostEnd(text: string, start: number, end: number): number {
  if (text.charCodeAt(start) === OPEN_BRACKET) {
    const close = text.indexOf(']', start);
    return close < 0 || close >= end ? start : close + 1;
  }
  let at = start;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COLON || code === SEMICOLON || code === QUESTION_MARK) break;
  }
  return at;
}

/** The user without its password, escapes undone: each to the one byte that it stands for. */
function readUser(userInfo: string): string {
  const colon = userInfo.indexOf(':');
  const user = colon < 0 ? userInfo : userInfo.slice(0, colon);
  return user.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
