// `HOST` or `HOST:PORT` in configuration text: an IP literal (IPv6 in brackets) or a host name.

import { isIPv6 } from 'node:net';
import { parseIpAddress } from '../base/ip-address.ts';
import { Complaint, quote } from './complaint.ts';

export interface HostPort {
  readonly host: string;
  readonly isAddress: boolean;
  readonly port?: number;
}

/** IP literals come back in canonical spelling, names in lower case. */
export function parseHostPort(text: string): HostPort | Complaint {
  if (isIPv6(text)) return withoutBrackets(text);
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/.exec(text);
  const hostText = match?.[1] ?? '';
  const portText = match?.[2];
  if (match === null || hostText === '') {
    return new Complaint(
      `${quote(text)} is not an address with a port`,
      'write ADDRESS or ADDRESS:PORT',
    );
  }
  const host = parseHost(hostText);
  if (host instanceof Complaint || portText === undefined) return host;
  const port = parsePort(portText);
  return port instanceof Complaint ? port : { ...host, port };
}

function withoutBrackets(text: string): Complaint {
  return new Complaint(
    `${quote(text)} is an IPv6 address without brackets`,
    `write '[${text}]', followed by :PORT where one is wanted`,
  );
}

function parseHost(text: string): HostPort | Complaint {
  const bare = text.startsWith('[') ? text.slice(1, -1) : text;
  const address = parseAddress(bare);
  if (typeof address === 'string') return { host: address, isAddress: true };
  if (!isHostName(text)) return address;
  return { host: text.toLowerCase(), isAddress: false };
}

/** A port from 1 to 65535. */
export function parsePort(text: string): number | Complaint {
  const port = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  return new Complaint(`${quote(text)} is not a port`, 'write a whole number from 1 to 65535');
}

/** An IP literal without brackets and zone, in canonical spelling. */
export function parseAddress(text: string): string | Complaint {
  if (text.includes('%')) {
    return new Complaint(`${quote(text)} names an interface`, 'write an address without %');
  }
  // A leading zero means octal to some programs and nothing to others.
  const isOdd = text.startsWith('[') || /^(?:\d+\.)*0\d+(?:\.|$)/.test(text);
  const address = isOdd ? undefined : parseIpAddress(text);
  if (address === undefined) {
    return new Complaint(
      `${quote(text)} is not an IP address`,
      'write one such as 192.0.2.10 or 2001:db8::10',
    );
  }
  if (!address.startsWith('::ffff:')) return address;
  return new Complaint(`${quote(text)} is IPv4 written as IPv6`, 'write the IPv4 address alone');
}

/** Letters, digits, hyphens; the last label is not a number, so that a mistyped address is none. */
export function isHostName(text: string): boolean {
  const labels = text.replace(/\.$/, '').split('.');
  return (
    text.length <= 253 &&
    labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}
