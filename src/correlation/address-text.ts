// Addresses inside texts: the `address:port` of a source, host and port of a Contact, the host of a
// Call-ID.

import { formatAddressPort, parseIpAddress } from '../base/ip-address.ts';
import { findParameter } from '../sip/parameters.ts';
import { ParseFailure } from '../sip/parse-failure.ts';
import { parseUri } from '../sip/uri.ts';

const DEFAULT_PORT = 5060;
const TOKEN = /^[0-9a-f]{16}$/;

/** The IP address of `address:port`, without port and brackets. */
export function readAddress(source: string): string {
  const host = source.slice(0, Math.max(source.lastIndexOf(':'), 0));
  return parseIpAddress(host) ?? '';
}

/** What a contact URI says: where it leads to, and the token of a device, '' where it has none. */
export interface ContactPlace {
  /** `host:port`, an IPv6 address in brackets; '' when that cannot be read. */
  readonly hostPort: string;
  readonly token: string;
}

/** @param text a URI, or a Contact value with one in angle brackets */
export function readContactPlace(text: string): ContactPlace {
  const uri = readUriText(text);
  const parsed = parseUri(uri);
  if (parsed instanceof ParseFailure || parsed.kind === 'opaque') return nowhere;
  const host = parseIpAddress(parsed.host) ?? parsed.host.toLowerCase();
  return {
    hostPort: formatAddressPort(host, parsed.port || DEFAULT_PORT),
    token: readToken(uri),
  };
}

const nowhere: ContactPlace = { hostPort: '', token: '' };

function readUriText(text: string): string {
  const open = text.indexOf('<');
  if (open < 0) return text.split(';expires=', 1)[0] as string;
  const close = text.indexOf('>', open);
  return text.slice(open + 1, close < 0 ? text.length : close);
}

function readToken(uri: string): string {
  const host = Math.max(uri.lastIndexOf('@'), 0);
  const parameter = findParameter(uri, host, uri.length, 'fe');
  if (parameter === undefined) return '';
  const token = uri.slice(parameter.valueStart, parameter.end).toLowerCase();
  return TOKEN.test(token) ? token : '';
}

/** The address after the `@` of a Call-ID; undefined when there is none. */
export function readCallIdAddress(callId: string): string | undefined {
  const at = callId.lastIndexOf('@');
  if (at < 0) return undefined;
  const host = callId.slice(at + 1);
  return parseIpAddress(host) ?? parseIpAddress(host.split(':', 1)[0] as string);
}
