// The sockets that face phones: one for each local address, since an answer must leave from the
// address that the phone wrote to. A wildcard address is expanded, and kept in step with the machine.

import { networkInterfaces } from 'node:os';
import { formatAddressPort, isIpv6, parseIpAddress } from '../base/ip-address.ts';
import type { NetworkSet } from '../nat/networks.ts';
import type { ListenAddress, SocketAddress } from './proxy-options.ts';
import type { UdpSocket } from './udp-socket.ts';

const WILDCARDS = new Set(['0.0.0.0', '::']);

/** A socket, and how phones see it. */
export interface DeviceSocket {
  readonly udp: UdpSocket;
  readonly advertise: AdvertisedAddress;
}

export interface AdvertisedAddress {
  readonly host: string;
  readonly port: number;
  /** `host:port`. */
  readonly name: string;
}

export class DeviceSide {
  private readonly createSocket: (address: SocketAddress) => UdpSocket;
  private readonly sockets = new Map<string, DeviceSocket>();

  constructor(createSocket: (address: SocketAddress) => UdpSocket) {
    this.createSocket = createSocket;
  }

  /** The socket that a flow remembers, or another of its address family; undefined without any. */
  find(name: string, remoteAddress: string): DeviceSocket | undefined {
    const exact = this.sockets.get(name);
    if (exact !== undefined) return exact;
    for (const socket of this.sockets.values()) {
      if (isIpv6(socket.udp.address) === isIpv6(remoteAddress)) return socket;
    }
    return undefined;
  }

  /** `address:port` of every socket. */
  names(): string[] {
    return [...this.sockets.keys()];
  }

  /** True for an address of ours, local or advertised. */
  isOwn(host: string, port: number): boolean {
    for (const { udp, advertise } of this.sockets.values()) {
      if (udp.port === port && udp.address === host) return true;
      if (advertise.port === port && advertise.host === host) return true;
    }
    return false;
  }

  /**
   * Opens and closes sockets until they are those that `listen` asks for.
   *
   * @returns names of sockets that were opened and closed
   */
  async adjust(
    listen: readonly ListenAddress[],
  ): Promise<{ readonly opened: string[]; readonly closed: string[] }> {
    const wanted = new Map(
      expandAddresses(listen).map((entry) => [formatAddressPort(entry.address, entry.port), entry]),
    );
    const closed: string[] = [];
    for (const [name, socket] of [...this.sockets]) {
      if (wanted.has(name)) continue;
      this.sockets.delete(name);
      await socket.udp.close();
      closed.push(name);
    }
    const opened: string[] = [];
    for (const [name, entry] of wanted) {
      const udp = this.sockets.get(name)?.udp ?? this.createSocket(entry);
      if (!this.sockets.has(name)) {
        await udp.open();
        opened.push(name);
      }
      this.sockets.set(name, { udp, advertise: advertisedAddress(entry) });
    }
    return { opened, closed };
  }

  async close(): Promise<void> {
    for (const { udp } of this.sockets.values()) await udp.close();
    this.sockets.clear();
  }
}

/** `host:port` as a phone at `remoteAddress` shall see this socket. */
export function sentByFor(
  { udp, advertise }: DeviceSocket,
  remoteAddress: string,
  localNetworks: NetworkSet,
): string {
  return localNetworks.has(remoteAddress) ? udp.name : advertise.name;
}

function advertisedAddress(entry: ListenAddress): AdvertisedAddress {
  const host = entry.advertise?.host ?? entry.address;
  const port = entry.advertise?.port ?? entry.port;
  return { host, port, name: formatAddressPort(host, port) };
}

/** Each wildcard becomes one entry for each address of its family that the machine has now. */
export function expandAddresses(listen: readonly ListenAddress[]): ListenAddress[] {
  return listen.flatMap((entry) =>
    WILDCARDS.has(entry.address)
      ? localAddresses(isIpv6(entry.address)).map((address) => ({ ...entry, address }))
      : [entry],
  );
}

function localAddresses(wantIpv6: boolean): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, scopeid }) => (family === 'IPv6') === wantIpv6 && !scopeid)
    .map(({ address }) => parseIpAddress(address) ?? address);
}
