// Counts every packet that leaves farend's machine, in the kernel: nothing that a program does or does
// not listen for can hide one.

import { runChecked } from '../../support/process/run-command.ts';
import {
  ASTERISK,
  ATTACKERS,
  FAREND,
  FLOODER,
  MALLORY_ADDRESS,
  ODD_ASTERISK,
  OFFICE,
} from './places.ts';

export interface Traffic {
  /** Datagrams that reached farend's sockets. */
  readonly received: number;
  /** Packets that left, to whomever. */
  readonly sent: number;
  /** Packets from farend to itself. */
  readonly toItself: number;
  /** Packets to anybody who never sent any and is no Asterisk, by `address:port`. */
  readonly elsewhere: Readonly<Record<string, number>>;
}

/** All who send to farend. */
const KNOWN = [...[ASTERISK, ODD_ASTERISK, OFFICE, FLOODER, MALLORY_ADDRESS], ...ATTACKERS].join(
  ', ',
);

const RULES = `
table inet soak {
  counter received { }
  counter sent { }
  counter itself { }
  counter oddities { }
  set elsewhere { typeof ip daddr . udp dport; flags dynamic; counter; size 4096; }
  chain input {
    type filter hook input priority filter
    ip daddr ${FAREND} meta l4proto udp counter name received
  }
  chain output {
    type filter hook output priority filter
    meta nfproto != ipv4 accept
    counter name sent
    ip daddr ${FAREND} counter name itself accept
    ip daddr { ${KNOWN} } accept
    meta l4proto udp update @elsewhere { ip daddr . udp dport counter } accept
    counter name oddities
  }
}
`;

/** Begins to count in a namespace. */
export async function startWatch(namespace: string): Promise<Watch> {
  const watch = new Watch(namespace);
  await watch.run(['nft', '-f', '-'], RULES);
  return watch;
}

interface NftObject {
  readonly counter?: { readonly name: string; readonly packets: number };
  readonly set?: { readonly name: string; readonly elem?: readonly NftElement[] };
}

interface NftElement {
  readonly elem: {
    readonly val: { readonly concat: readonly [string, number] };
    readonly counter: { readonly packets: number };
  };
}

export class Watch {
  readonly #namespace: string;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  async read(): Promise<Traffic> {
    const { nftables } = JSON.parse(await this.run(['nft', '-j', 'list table inet soak'])) as {
      readonly nftables: readonly NftObject[];
    };
    const count = (name: string) =>
      nftables.find(({ counter }) => counter?.name === name)?.counter?.packets ?? 0;
    const set = nftables.find((object) => object.set?.name === 'elsewhere')?.set;
    const elsewhere = (set?.elem ?? []).map(({ elem }): [string, number] => [
      elem.val.concat.join(':'),
      elem.counter.packets,
    ]);
    if (count('oddities') > 0) elsewhere.push(['another protocol', count('oddities')]);
    return {
      received: count('received'),
      sent: count('sent'),
      toItself: count('itself'),
      elsewhere: Object.fromEntries(elsewhere),
    };
  }

  /** All counts begin at 0 again. */
  async reset(): Promise<void> {
    await this.run(['nft', '-f', '-'], `delete table inet soak\n${RULES}`);
  }

  /** Runs a command on farend's machine. */
  run(argv: readonly string[], input = ''): Promise<string> {
    return runChecked(['ip', 'netns', 'exec', this.#namespace, ...argv], { input });
  }
}
