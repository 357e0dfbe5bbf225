// The network in which Asterisk and farend live: a bridge, to which offices (over their routers) and
// phones without NAT are connected. The machine of Asterisk is on it, or behind 1:1 NAT, as in a cloud.

import { randomBytes } from 'node:crypto';
import type { Stoppable } from '../process/lifetime.ts';
import { createNetworkNamespace, type NetworkNamespace } from './network-namespace.ts';
import { formatOneToOneRules } from './router-rules.ts';

export interface PbxNetworkOptions {
  /** The first one is Asterisk's (a service on 0.0.0.0 answers from it). */
  readonly addresses?: readonly string[];
}

/** RFC 5737: TEST-NET-3 plays the internet. */
export const PBX_ADDRESS = '203.0.113.10';
/** Of the machine behind 1:1 NAT; outside it is PBX_ADDRESS. */
export const PRIVATE_PBX_ADDRESS = '10.0.0.10';

const BRIDGE = 'br0';
/** The machine's own network behind 1:1 NAT. */
const PRIVATE_BRIDGE = 'br1';
const PRIVATE_GATEWAY = '10.0.0.1';

export async function createPbxNetwork(options: PbxNetworkOptions = {}): Promise<PbxNetwork> {
  const addresses = options.addresses ?? [PBX_ADDRESS];
  const machine = await createNetworkNamespace('pbx');
  await addBridge(machine, BRIDGE, addresses);
  return new PbxNetwork(machine, machine, addresses);
}

/** The machine has a private address only; its router translates every port, both ways. */
export async function createPbxNetworkBehindNat(): Promise<PbxNetwork> {
  const router = await createNetworkNamespace('pbx-router');
  const machine = await createNetworkNamespace('pbx');
  await addBridge(router, BRIDGE, [PBX_ADDRESS]);
  await addBridge(router, PRIVATE_BRIDGE, [PRIVATE_GATEWAY]);
  const network = new PbxNetwork(router, machine, [PRIVATE_PBX_ADDRESS]);
  await network.connectPrivately(machine, PRIVATE_PBX_ADDRESS);
  await router.run(
    ['nft', '-f', '-'],
    formatOneToOneRules(BRIDGE, PBX_ADDRESS, PRIVATE_PBX_ADDRESS),
  );
  await router.setParameters({ 'net/ipv4/ip_forward': 1 });
  return network;
}

export class PbxNetwork implements Stoppable {
  /** For processes that run beside Asterisk. */
  readonly namespace: string;
  readonly addresses: readonly string[];
  /** Has the bridge. */
  readonly #hub: NetworkNamespace;
  readonly #machine: NetworkNamespace;
  #ports = 0;

  constructor(hub: NetworkNamespace, machine: NetworkNamespace, addresses: readonly string[]) {
    this.#hub = hub;
    this.#machine = machine;
    this.namespace = machine.name;
    this.addresses = addresses;
  }

  /** Adds one more address to the machine, as it runs. */
  async addAddress(address: string): Promise<void> {
    await this.#hub.configure(`addr add ${address}/24 dev ${BRIDGE}`);
  }

  async removeAddress(address: string): Promise<void> {
    await this.#hub.configure(`addr del ${address}/24 dev ${BRIDGE}`);
  }

  /** Leads a cable from the bridge to the interface `name` of another machine. */
  async connect(machine: NetworkNamespace, name: string, bridge = BRIDGE): Promise<void> {
    this.#ports += 1;
    const port = `port${this.#ports}`;
    await this.#hub.configure(
      `link add name ${port} type veth peer name ${name} netns ${machine.name}`,
      `link set ${port} master ${bridge} up`,
    );
  }

  /** Behind 1:1 NAT: the same into the network of the machine. */
  async connectPrivately(machine: NetworkNamespace, address: string): Promise<void> {
    await this.connect(machine, 'eth0', PRIVATE_BRIDGE);
    await machine.configure(
      `addr add ${address}/24 dev eth0`,
      'link set eth0 up',
      `route add default via ${PRIVATE_GATEWAY}`,
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

  /** Behind 1:1 NAT: a machine beside Asterisk's, say at 10.0.0.60. */
  async addPrivateHost(address: string): Promise<string> {
    const host = await createNetworkNamespace('private-host');
    await this.connectPrivately(host, address);
    return host.name;
  }

  async stop(): Promise<void> {
    await this.#machine.stop();
    await this.#hub.stop();
  }
}

/**
 * Locally administered. Without an address of its own a bridge has the lowest of its ports: with a new
 * port every neighbour would write to the old one until it asks again, seconds later.
 */
function createMacAddress(): string {
  return ['02', ...(randomBytes(5).toString('hex').match(/../g) ?? [])].join(':');
}

async function addBridge(
  machine: NetworkNamespace,
  name: string,
  addresses: readonly string[],
): Promise<void> {
  await machine.configure(
    `link add name ${name} address ${createMacAddress()} type bridge`,
    `link set ${name} up`,
    ...addresses.map((address) => `addr add ${address}/24 dev ${name}`),
  );
}
