// The network in which Asterisk and farend live: one namespace with a bridge, to which offices (over
// their routers) and phones without NAT are connected.

import type { Stoppable } from '../process/lifetime.ts';
import { createNetworkNamespace, type NetworkNamespace } from './network-namespace.ts';

export interface PbxNetworkOptions {
  /** The first one is Asterisk's (a service on 0.0.0.0 answers from it). */
  readonly addresses?: readonly string[];
}

/** RFC 5737: TEST-NET-3 plays the internet. */
export const PBX_ADDRESS = '203.0.113.10';

const BRIDGE = 'br0';

export async function createPbxNetwork(options: PbxNetworkOptions = {}): Promise<PbxNetwork> {
  const addresses = options.addresses ?? [PBX_ADDRESS];
  const machine = await createNetworkNamespace('pbx');
  await machine.configure(
    `link add name ${BRIDGE} type bridge`,
    `link set ${BRIDGE} up`,
    ...addresses.map((address) => `addr add ${address}/24 dev ${BRIDGE}`),
  );
  return new PbxNetwork(machine, addresses);
}

export class PbxNetwork implements Stoppable {
  /** For processes that run beside Asterisk. */
  readonly namespace: string;
  readonly addresses: readonly string[];
  readonly #machine: NetworkNamespace;
  #ports = 0;

  constructor(machine: NetworkNamespace, addresses: readonly string[]) {
    this.#machine = machine;
    this.namespace = machine.name;
    this.addresses = addresses;
  }

  /** Adds one more address to the machine, as it runs. */
  async addAddress(address: string): Promise<void> {
    await this.#machine.configure(`addr add ${address}/24 dev ${BRIDGE}`);
  }

  async removeAddress(address: string): Promise<void> {
    await this.#machine.configure(`addr del ${address}/24 dev ${BRIDGE}`);
  }

  /** Leads a cable from the bridge to the interface `name` of another machine. */
  async connect(machine: NetworkNamespace, name: string): Promise<void> {
    this.#ports += 1;
    const port = `port${this.#ports}`;
    await this.#machine.configure(
      `link add name ${port} type veth peer name ${name} netns ${machine.name}`,
      `link set ${port} master ${BRIDGE} up`,
    );
  }

  /** A machine in this network, without NAT; returns the namespace's name. */
  async addHost(...addresses: readonly string[]): Promise<string> {
    const host = await createNetworkNamespace('host');
    await this.connect(host, 'eth0');
    await host.configure(
      ...addresses.map((address) => `addr add ${address}/24 dev eth0`),
      'link set eth0 up',
    );
    return host.name;
  }

  async stop(): Promise<void> {
    await this.#machine.stop();
  }
}
