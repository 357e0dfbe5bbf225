// An office behind a real NAT router: the phones' namespace, and the router between it and the
// network of the PBX. Phones in two offices may have the same addresses.

import type { Stoppable } from '../process/lifetime.ts';
import { pollUntil } from '../process/poll-until.ts';
import { createNetworkNamespace, type NetworkNamespace } from './network-namespace.ts';
import type { PbxNetwork } from './pbx-network.ts';
import {
  FRAGMENT_LOSS,
  formatAnswerLoss,
  formatRouterRules,
  LAN,
  type RebindPolicy,
  WAN,
} from './router-rules.ts';

export interface SiteOptions {
  readonly pbx: PbxNetwork;
  readonly name: string;
  /** The router's address towards the PBX. */
  readonly publicAddress: string;
  /** The first three numbers of the office's addresses, default `192.168.1`. */
  readonly lan?: string;
  /** How many phones: they have the addresses .50, .51, …; default 5. */
  readonly hosts?: number;
  /** The kernel's SIP ALG is on for port 5060. */
  readonly alg?: boolean;
  /** When the router picks another public port for a phone. */
  readonly rebind?: RebindPolicy;
  /** After how long a silence the router forgets a binding, default 30. */
  readonly bindingTimeoutSeconds?: number;
}

const FIRST_HOST = 50;

export async function createSite(options: SiteOptions): Promise<Site> {
  const lan = options.lan ?? '192.168.1';
  const router = await createNetworkNamespace(`${options.name}-router`);
  const phones = await createNetworkNamespace(`${options.name}-lan`);
  await options.pbx.connect(router, WAN);
  await router.configure(
    `link add name ${LAN} type veth peer name eth0 netns ${phones.name}`,
    `addr add ${options.publicAddress}/24 dev ${WAN}`,
    `addr add ${lan}.1/24 dev ${LAN}`,
    `link set ${WAN} up`,
    `link set ${LAN} up`,
  );
  const hosts = Array.from({ length: options.hosts ?? 5 }, (_, n) => `${lan}.${FIRST_HOST + n}`);
  await phones.configure(
    ...hosts.map((address) => `addr add ${address}/24 dev eth0`),
    'link set eth0 up',
    `route add default via ${lan}.1`,
  );
  const site = new Site(router, phones, options.publicAddress);
  await router.run(
    ['nft', '-f', '-'],
    formatRouterRules({ alg: options.alg === true, rebind: options.rebind ?? 'on-timeout' }),
  );
  await router.setParameters({ 'net/ipv4/ip_forward': 1 });
  await site.setBindingTimeout(options.bindingTimeoutSeconds ?? 30);
  return site;
}

export class Site implements Stoppable {
  /** For phones: they live at .50, .51, … of the office's network. */
  readonly hostNamespace: string;
  readonly #router: NetworkNamespace;
  readonly #phones: NetworkNamespace;
  #publicAddress: string;

  constructor(router: NetworkNamespace, phones: NetworkNamespace, publicAddress: string) {
    this.#router = router;
    this.#phones = phones;
    this.hostNamespace = phones.name;
    this.#publicAddress = publicAddress;
  }

  get publicAddress(): string {
    return this.#publicAddress;
  }

  /** All bindings are forgotten: the next packet of a phone leaves from another port. */
  async rebootRouter(): Promise<void> {
    await this.#router.run(['conntrack', '-F']);
  }

  /** The bindings of one phone are forgotten, those of the others are not. */
  async forgetBindings(address: string): Promise<void> {
    await this.#router.run(['conntrack', '-D', '-s', address]);
  }

  /** Waits until the router, by its own clock, has forgotten all bindings of a phone. */
  async waitUntilForgotten(address: string, timeoutMs: number): Promise<void> {
    const ask = async (): Promise<true | undefined> => {
      const bindings = await this.#router.run(['conntrack', '-L', '-s', address]);
      return bindings.trim() === '' ? true : undefined;
    };
    await pollUntil(ask, {
      timeoutMs,
      everyMs: 500,
      what: `forgetting the bindings of ${address}`,
    });
  }

  /** Where the world sees port 5060 of a phone, `address:port`, while the router keeps its binding. */
  async findPublicPlace(address: string): Promise<string> {
    const bindings = await this.#router.run(['conntrack', '-L', '-p', 'udp', '-s', address]);
    const [, host, port] =
      / sport=5060 dport=\d+ (?:\[UNREPLIED\] )?src=\S+ dst=(\S+) sport=\d+ dport=(\d+)/.exec(
        bindings,
      ) ?? [];
    if (host === undefined) throw new Error(`the router has no binding of ${address}`);
    return `${host}:${port}`;
  }

  /** From now on one SIP datagram in so many is lost, whichever way it goes. */
  async loseOneIn(count: number): Promise<void> {
    const rule = `insert rule ip guard forward udp dport 5060 numgen inc mod ${count} 0 drop`;
    await this.#router.run(['nft', '-f', '-'], rule);
  }

  /** From now on no answer with that status gets to a phone. */
  async loseAnswers(statusCode: number, address: string): Promise<void> {
    await this.#router.run(['nft', '-f', '-'], formatAnswerLoss(statusCode, address));
  }

  /** From now on nothing comes in from the office that does not fit into one packet. */
  async loseFragments(): Promise<void> {
    await this.#router.run(['nft', '-f', '-'], FRAGMENT_LOSS);
  }

  /** After how long a silence a binding that is made from now on is forgotten. */
  async setBindingTimeout(seconds: number): Promise<void> {
    await this.#router.setParameters({
      'net/netfilter/nf_conntrack_udp_timeout': seconds,
      'net/netfilter/nf_conntrack_udp_timeout_stream': seconds,
    });
  }

  /** The router is connected afresh: another public address, no bindings. */
  async changePublicAddress(address: string): Promise<void> {
    await this.#router.configure(
      `addr del ${this.#publicAddress}/24 dev ${WAN}`,
      `addr add ${address}/24 dev ${WAN}`,
    );
    this.#publicAddress = address;
    await this.rebootRouter();
  }

  async stop(): Promise<void> {
    await this.#router.stop();
    await this.#phones.stop();
  }
}
