// A way back to a phone.

import type { SocketAddress } from './proxy-options.ts';

/** From one of our sockets to the address that the phone's packets came from. */
export interface Flow {
  /** Our socket, as `address:port`. */
  readonly local: string;
  readonly remote: SocketAddress;
}

export function isSameFlow(a: Flow, b: Flow): boolean {
  return (
    a.remote.port === b.remote.port && a.remote.address === b.remote.address && a.local === b.local
  );
}

export function isSameAddress(a: SocketAddress, b: SocketAddress): boolean {
  return a.port === b.port && a.address === b.address;
}
