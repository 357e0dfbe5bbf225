// The sockets of the proxy that diverted SIP arrives on, as the ruleset and the guard need them.

import { isIpv6 } from '../base/ip-address.ts';
import type { ListenAddress } from '../config/farend-config.ts';

export interface DivertedSocket {
  /** 0.0.0.0 and :: stand for every address of the machine. */
  readonly address: string;
  /** Where the proxy listens. */
  readonly port: number;
  /** Where phones write to: Asterisk's port. */
  readonly divertedFrom: number;
}

/** Those of `proxy.listen` that say `divertedFrom`. */
export function listDivertedSockets(listen: readonly ListenAddress[]): DivertedSocket[] {
  return listen.flatMap(({ address, port, divertedFrom }) =>
    divertedFrom === undefined ? [] : [{ address, port, divertedFrom }],
  );
}

/** Where this machine itself reaches the socket. */
export function findLocalAddress({ address }: DivertedSocket): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}

/** `ip` or `ip6`, as nftables calls the two. */
export function familyOf(address: string): 'ip' | 'ip6' {
  return isIpv6(address) ? 'ip6' : 'ip';
}
