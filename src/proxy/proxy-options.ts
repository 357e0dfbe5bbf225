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
}

export interface ProxyOptions {
  readonly listen: readonly ListenAddress[];
  /** How Asterisk sees farend. */
  readonly asteriskSide: SocketAddress;
  readonly asterisk: readonly SocketAddress[];
  /** Directly reachable: phones there are told the local address, and private ones prove no NAT. */
  readonly localNetworks: NetworkSet;
  /** Directory for key and bindings; without it both live in memory only. */
  readonly stateDirectory: string | undefined;
}
