// Socket addresses in the configuration: `udp://192.0.2.10:5060`, `udp://[2001:db8::1]:5060`.
// Names are refused: farend compares the sources of packets with these addresses.

import { formatAddressPort, isIpv6 } from '../base/ip-address.ts';
import { Complaint, quote } from './complaint.ts';
import type { TransportAddress } from './farend-config.ts';
import { parseHostPort } from './host-port.ts';

export interface TransportUrlRules {
  readonly defaultPort: number;
  /** May it be 0.0.0.0 or ::, every address of the machine? */
  readonly wildcard: boolean;
}

const streamTransports: ReadonlySet<string> = new Set(['tcp', 'tls', 'ws', 'wss', 'sctp']);

/** The address, or a Complaint that holds the right spelling where it can be guessed. */
export function parseTransportUrl(
  text: string,
  rules: TransportUrlRules,
): TransportAddress | Complaint {
  const [, scheme = '', rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(text) ?? [];
  const wrongScheme = scheme === '' ? missingScheme(text) : checkScheme(scheme.toLowerCase(), rest);
  if (wrongScheme !== undefined) return wrongScheme;
  if (/[/?;@]/.test(rest)) {
    return new Complaint(
      `${quote(text)} holds more than an address and a port`,
      'write udp://ADDRESS:PORT',
    );
  }
  const parsed = parseHostPort(rest);
  if (parsed instanceof Complaint) return parsed;
  const { host, isAddress, port = rules.defaultPort } = parsed;
  if (!isAddress) {
    return new Complaint(
      `${quote(host)} is a host name`,
      `write its IP address, such as udp://192.0.2.10:${port}`,
    );
  }
  if (isWildcard(host) && !rules.wildcard) {
    return new Complaint(
      `${quote(host)} stands for every address`,
      'write the one address that is used',
    );
  }
  return { transport: 'udp', address: host, port };
}

/** 0.0.0.0 or ::, every address of the machine. */
export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** The URL that parses back to the same address. */
export function formatTransportUrl({ transport, address, port }: TransportAddress): string {
  return `${transport}://${formatAddressPort(address, port)}`;
}

/** Same address and port. */
export function isSameAddress(one: TransportAddress, other: TransportAddress): boolean {
  return one.address === other.address && one.port === other.port;
}

function missingScheme(text: string): Complaint {
  const [, afterSip] = /^sips?:(?:[^@]*@)?(.*)$/i.exec(text) ?? [];
  const hostPort = afterSip ?? text;
  const isUsable = !(parseHostPort(hostPort) instanceof Complaint);
  const what = `${quote(text)} has no transport`;
  return new Complaint(what, `write udp://${isUsable ? hostPort : 'ADDRESS:PORT'}`);
}

function checkScheme(scheme: string, rest: string): Complaint | undefined {
  if (scheme === 'udp') return undefined;
  if (streamTransports.has(scheme)) {
    return new Complaint(
      `${scheme} is not spoken, UDP only in this version`,
      `write udp://${rest}`,
    );
  }
  return new Complaint(`${quote(scheme)} is not a transport`, `write udp://${rest}`);
}

/** Do two sockets want the same address, 0.0.0.0 and :: standing for every one? */
export function doOverlap(one: TransportAddress, other: TransportAddress): boolean {
  if (one.port !== other.port || isIpv6(one.address) !== isIpv6(other.address)) return false;
  return one.address === other.address || isWildcard(one.address) || isWildcard(other.address);
}
