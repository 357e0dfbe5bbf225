// The sockets that face phones: one for each local address, since an answer must leave from the
// address that the phone wrote to. A wildcard address is expanded, and kept in step with the machine.

import { formatAddressPort, isIpv6, isLoopback } from '../base/ip-address.ts';
import { listMachineAddresses } from '../nat/machine-addresses.ts';
import type { NetworkSet } from '../nat/networks.ts';
import type { ListenAddress, SocketAddress } from './proxy-options.ts';
import type { UdpSocket } from './udp-socket.ts';

const WILDCARDS = new Set(['0.0.0.0', '::']);

/** A socket, and how phones see it. */
export interface DeviceSocket {
  readonly udp: UdpSocket;
  /** `address:port` for phones in networks of ours. */
  readonly localName: string;
  readonly advertise: AdvertisedAddress;
  /** The port of the same address that phones write to, and see; undefined: the socket's own. */
  readonly divertedFrom: number | undefined;
}

interface AdvertisedAddress {
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

  /**
   * The socket that a flow remembers. Where that is gone, another of its address family, of the same
   * port if there is one; never a loopback one for a remote that is elsewhere. Undefined without any.
   */
  find(name: string, remoteAddress: string): DeviceSocket | undefined {
    const exact = this.sockets.get(name);
    if (exact !== undefined) return exact;
    const usable = [...this.sockets.values()].filter(
      ({ udp }) =>
        isIpv6(udp.address) === isIpv6(remoteAddress) &&
        isLoopback(udp.address) === isLoopback(remoteAddress),
    );
    return usable.find(({ udp }) => name.endsWith(`:${udp.port}`)) ?? usable[0];
  }

  /** False for a socket that is being opened or closed. */
  owns(socket: UdpSocket): boolean {
    return this.sockets.get(socket.name)?.udp === socket;
  }

  /** `address:port` of every socket. */
  names(): string[] {
    return [...this.sockets.keys()];
  }

  /** True for an address of ours, local or advertised. */
  isOwn(host: string, port: number): boolean {
    for (const { udp, advertise, divertedFrom } of this.sockets.values()) {
      if (udp.address === host && (udp.port === port || divertedFrom === port)) return true;
      if (advertise.port === port && advertise.host === host) return true;
    }
    return false;
  }

  /** Of a socket that diverted SIP arrives on: the port that phones wrote to. */
  divertedFrom(socket: UdpSocket): number | undefined {
    return this.sockets.get(socket.name)?.divertedFrom;
  }

  /** The host, in lower case, that phones outside see in the place of this socket's address. */
  advertisedHost(socket: UdpSocket): string | undefined {
    return this.sockets.get(socket.name)?.advertise.host;
  }

  /**
   * Opens and closes sockets until they are those that `listen` asks for. When one cannot be opened,
   * all stay as they were, or, with `onFailure`, it is told and the others are opened.
   *
   * @returns names of sockets that were opened and closed
   */
  async adjust(
    listen: readonly ListenAddress[],
    onFailure?: (error: unknown) => void,
  ): Promise<{ readonly opened: string[]; readonly closed: string[] }> {
    const wanted = new Map(
      expandAddresses(listen).map((entry) => [formatAddressPort(entry.address, entry.port), entry]),
    );
    const fresh = await this.openAll(
      [...wanted].filter(([name]) => !this.sockets.has(name)).map(([, entry]) => entry),
      onFailure,
    );
    const closed = [...this.sockets].filter(([name]) => !wanted.has(name));
    for (const [name, { udp }] of closed) {
      this.sockets.delete(name);
      await udp.close();
    }
    for (const [name, entry] of wanted) {
      const udp = fresh.get(name) ?? this.sockets.get(name)?.udp;
      if (udp !== undefined) this.sockets.set(name, createDeviceSocket(udp, entry));
    }
    return { opened: [...fresh.keys()], closed: closed.map(([name]) => name) };
  }

  /** All of them, or none and the error of the one that failed; with `onFailure`, those that open. */
  private async openAll(
    entries: readonly ListenAddress[],
    onFailure: ((error: unknown) => void) | undefined,
  ): Promise<Map<string, UdpSocket>> {
    const opened = new Map<string, UdpSocket>();
    for (const entry of entries) {
      const udp = this.createSocket(entry);
      try {
        await udp.open();
        opened.set(udp.name, udp);
      } catch (error) {
        if (onFailure === undefined) {
          for (const other of opened.values()) await other.close();
          throw error;
        }
        onFailure(error);
      }
    }
    return opened;
  }

  async close(): Promise<void> {
    for (const { udp } of this.sockets.values()) await udp.close();
    this.sockets.clear();
  }
}

/** `host:port` as a phone at `remoteAddress` shall see this socket. */
export function sentByFor(
  { localName, advertise }: DeviceSocket,
  remoteAddress: string,
  localNetworks: NetworkSet,
): string {
  return localNetworks.has(remoteAddress) ? localName : advertise.name;
}

function createDeviceSocket(udp: UdpSocket, entry: ListenAddress): DeviceSocket {
  const { address, advertise, divertedFrom } = entry;
  const shownPort = divertedFrom ?? entry.port;
  const host = advertise?.host ?? address;
  const port = advertise?.port ?? shownPort;
  return {
    udp,
    localName: formatAddressPort(address, shownPort),
    advertise: { host, port, name: formatAddressPort(host, port) },
    divertedFrom,
  };
}

/** Each wildcard becomes one entry for each address of its family that the machine has now. */
export function expandAddresses(listen: readonly ListenAddress[]): ListenAddress[] {
  return listen.flatMap((entry) =>
    WILDCARDS.has(entry.address)
      ? listMachineAddresses()
          .filter((address) => isIpv6(address) === isIpv6(entry.address))
          .map((address) => ({ ...entry, address }))
      : [entry],
  );
}
