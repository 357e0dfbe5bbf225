// Whose SIP stays with Asterisk, and who said so: trunks above all, which Asterisk knows by address.

import { lookup } from 'node:dns/promises';
import { isIpv6 } from '../base/ip-address.ts';
import type { Trunk } from '../host/asterisk-survey.ts';

export interface DivertException {
  /** CIDR text. */
  readonly network: string;
  /** `--except`, `proxy.trunks`, `trunk provider (pjsip.conf:12)`. */
  readonly source: string;
}

/** What a name stands for; rejects when it cannot be told. */
type Resolve = (host: string) => Promise<readonly string[]>;

export interface ExceptionParts {
  /** Of farend.yaml. */
  readonly trunks: readonly string[];
  /** Of the command line. */
  readonly except: readonly string[];
  /** Those that Asterisk's files have. */
  readonly found: readonly Trunk[];
}

export class ExceptionList {
  /** Names whose addresses could not be told lately: the last ones known hold. */
  readonly unresolved = new Set<string>();
  private readonly resolve: Resolve;
  private readonly known = new Map<string, readonly string[]>();

  constructor(resolve: Resolve = resolveHost) {
    this.resolve = resolve;
  }

  /** All of them, each network once, under whoever named it first; names are resolved afresh. */
  async list({ trunks, except, found }: ExceptionParts): Promise<DivertException[]> {
    this.unresolved.clear();
    const all = [
      ...except.map((network) => ({ network, source: '--except' })),
      ...trunks.map((network) => ({ network, source: 'proxy.trunks' })),
      ...(await Promise.all(found.map((trunk) => this.listOf(trunk)))).flat(),
    ];
    const firsts = new Map<string, DivertException>();
    for (const each of all) if (!firsts.has(each.network)) firsts.set(each.network, each);
    return [...firsts.values()];
  }

  private async listOf({ name, networks, hosts, place }: Trunk): Promise<DivertException[]> {
    const source = `trunk ${name} (${place.file}:${place.line})`;
    const addresses = await Promise.all(hosts.map((host) => this.addressesOf(host)));
    const resolved = addresses.flat().map((address) => `${address}/${isIpv6(address) ? 128 : 32}`);
    return [...networks, ...resolved].map((network) => ({ network, source }));
  }

  private async addressesOf(host: string): Promise<readonly string[]> {
    try {
      this.known.set(host, await this.resolve(host));
    } catch {
      this.unresolved.add(host);
    }
    return this.known.get(host) ?? [];
  }
}

async function resolveHost(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}
