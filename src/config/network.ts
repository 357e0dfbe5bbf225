// Networks in CIDR notation: `192.168.0.0/16`, `2001:db8::/32`, or one address alone.

import { ipv4ToNumber, isIpv6, parseIpAddress } from '../base/ip-address.ts';
import { Complaint, quote } from './complaint.ts';
import { parseAddress } from './host-port.ts';

/** Canonical CIDR text: the host bits cleared, one address as /32 or /128. */
export function parseNetwork(text: string): string | Complaint {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address instanceof Complaint) {
    return new Complaint(
      `${quote(text)} is not a network`,
      'write one such as 192.168.0.0/16 or 2001:db8::/32',
    );
  }
  const longest = isIpv6(address) ? 128 : 32;
  const length = slash < 0 ? String(longest) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(length) || Number(length) > longest) {
    return new Complaint(
      `${quote(text)} has no usable prefix length`,
      `write a number from 0 to ${longest} after the /`,
    );
  }
  return maskAddress(address, Number(length));
}

function maskAddress(address: string, prefix: number): string {
  const masked = isIpv6(address) ? maskIpv6(address, prefix) : maskIpv4(address, prefix);
  return `${masked}/${prefix}`;
}

function maskIpv4(address: string, prefix: number): string {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(ipv4ToNumber(address) / size) * size;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
}

function maskIpv6(address: string, prefix: number): string {
  const groups = expandIpv6(address).map((group, index) => {
    const kept = Math.min(16, Math.max(0, prefix - index * 16));
    return (group & (0xffff << (16 - kept)) & 0xffff).toString(16);
  });
  return parseIpAddress(groups.join(':')) ?? address;
}

/** The eight groups; the canonical spelling may end in dotted IPv4. */
function expandIpv6(address: string): number[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (dotted) => {
    const value = ipv4ToNumber(dotted);
    return `${Math.floor(value / 0x10000).toString(16)}:${(value % 0x10000).toString(16)}`;
  });
  const [head = '', tail] = hex.split('::');
  const before = splitGroups(head);
  const after = splitGroups(tail ?? '');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...new Array<number>(zeros).fill(0), ...after];
}

function splitGroups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
