// The addresses of this machine and the networks that they are in.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { isIpv6, isLoopback, parseIpAddress } from '../base/ip-address.ts';
import { parseNetwork } from '../config/network.ts';

export interface MachineAddress {
  /** `eth0` */
  readonly interface: string;
  readonly address: string;
  /** The network of the interface as CIDR text. */
  readonly network: string;
}

/** Without link-local IPv6 addresses, which mean nothing elsewhere; loopback is among them. */
export function listMachineNetworks(): MachineAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ address, scopeid }) => !isIpv6(address) || !scopeid)
      .flatMap(({ address, cidr }) => {
        const network = parseNetwork(cidr ?? address);
        if (typeof network !== 'string') return [];
        return { interface: name, address: parseIpAddress(address) ?? address, network };
      }),
  );
}

/** Where something that listens there is reached from outside: 0.0.0.0 and :: stand for all addresses. */
export function listReachable(listen: string, machine: readonly MachineAddress[]): string[] {
  if (listen !== '0.0.0.0' && listen !== '::') return [listen];
  return machine
    .map(({ address }) => address)
    .filter((address) => !isLoopback(address) && (listen === '::' || !isIpv6(address)));
}

/**
 * The address that this machine has towards another: for one far away that of the default route. The kernel
 * looks its routes up; no packet is sent.
 *
 * @param destination an IP address; 192.0.2.1 stands for anywhere
 * @returns undefined without a route
 */
export async function findSourceAddress(destination = '192.0.2.1'): Promise<string | undefined> {
  const socket = createSocket(isIpv6(destination) ? 'udp6' : 'udp4');
  try {
    socket.connect(5060, destination);
    await once(socket, 'connect');
    return socket.address().address;
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}
