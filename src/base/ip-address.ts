// IP addresses as text in one canonical spelling, and as hex for tokens.

import { isIP, SocketAddress } from 'node:net';

/** The canonical spelling (RFC 5952 for IPv6, without brackets); undefined when it is no address. */
export function parseIpAddress(text: string): string | undefined {
  if (ipv4ToNumber(text) >= 0) return text;
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const family = isIP(bare);
  if (family === 0) return undefined;
  return family === 4 ? bare : new SocketAddress({ address: bare, family: 'ipv6' }).address;
}

export function isIpv6(address: string): boolean {
  return address.includes(':');
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** As a SIP host: an IPv6 address in brackets (RFC 3261 §25.1 IPv6reference). */
export function formatHost(address: string): string {
  return isIpv6(address) ? `[${address}]` : address;
}

/** `host:port`, an IPv6 address in brackets. */
export function formatAddressPort(address: string, port: number): string {
  return `${formatHost(address)}:${port}`;
}

/** The dotted-quad text as an unsigned 32-bit number, or -1 when it is none. */
export function ipv4ToNumber(text: string): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x2e && octet >= 0) {
      value = value * 256 + octet;
      octet = -1;
      dots += 1;
    } else if (code >= 0x30 && code <= 0x39 && octet !== 0) {
      octet = Math.max(octet, 0) * 10 + code - 0x30;
      if (octet > 255) return -1;
    } else return -1;
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}
