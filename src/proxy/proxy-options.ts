// What the proxy needs to know, parsed: the composition root makes it from the configuration file.

import type { NetworkSet } from '../nat/networks.ts';

export interface SocketAddress {
  /** IP literal without brackets. */
  readonly address: string;
  readonly port: number;
}

export interface ListenAddress extends SocketAddress {
  /** The host and port that phones outside see; the listen address's own when absent. */
  readonly advertise?: { readonly host: string; readonly port?: number };
  /** The port of this address that phones write to, Asterisk's own: their SIP is diverted to `port`. */
  readonly divertedFrom?: number;
}

/** Exactly one of the three; `*` in a pattern stands for any text. */
export interface Exemption {
  readonly userAgent?: string;
  /** CIDR. */
  readonly network?: string;
  /** The user of the address-of-record. */
  readonly endpoint?: string;
}

export interface ProxyOptions {
  readonly listen: readonly ListenAddress[];
  /** How Asterisk sees farend. */
  readonly asteriskSide: SocketAddress;
  readonly asterisk: readonly SocketAddress[];
  /**
   * Directly reachable: phones there are told the local address, and private ones prove no NAT. The
   * private networks of the machine's own interfaces come on top.
   */
  readonly localNetworks: readonly string[];
  /** Proxies in front of farend, whose Vias say where the phone is. */
  readonly trustedProxies: NetworkSet;
  /** Sources whose requests are relayed unchanged, and marked as theirs for Asterisk. */
  readonly trunks: NetworkSet;
  /** What Asterisk gets in a REGISTER: a Contact of ours, or a Path beside the phone's own. */
  readonly registration: 'contact' | 'path';
  /** REGISTER always gets its answer at the source port; others always, or behind NAT only. */
  readonly forceRport: 'always' | 'behind-nat';
  /** Phones that listen elsewhere than they send. */
  readonly exempt: readonly Exemption[];
  /** The address at which phones outside reach Asterisk's media; undefined: what Asterisk says. */
  readonly mediaAddress: string | undefined;
  /** The addresses in Asterisk's SDP that the media address replaces. */
  readonly mediaFrom: NetworkSet;
  /** What live devices behind NAT are sent, and how often. */
  readonly keepAlive: {
    readonly method: 'options' | 'crlf' | 'none';
    readonly intervalMs: number;
  };
  /** Directory for key and bindings; without it both live in memory only. */
  readonly stateDirectory: string | undefined;
}
