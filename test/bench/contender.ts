// One proxy with its own phones in front and Asterisk behind, kept alive over all rounds: phones keep
// their Call-ID and rising CSeqs, the proxy its bindings and its compiled code.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { awaitRelay } from './await-relay.ts';
import { type Child, hasEnded, readLogTail, startChild, stopChild } from './child.ts';
import { type CorePins, readGroupCpuUs } from './cpu.ts';
import { type LoadGenerator, type LoadResult, startLoadGenerator } from './load-generator.ts';
import { type MemoryUse, readMemory, readResident } from './memory.ts';
import type { BenchOptions } from './options.ts';
import type { Peer, PeerPorts } from './peers.ts';

const REGISTER_WITHIN_S = 30;
/** For every so many phones, one second more. */
const PHONES_PER_SECOND = 500;
const WARM_UP_S = 3;

/** What does not differ from one contender to the next. */
export interface Bench {
  options: BenchOptions;
  pins: CorePins;
  sipLoad: string;
  /** Configuration and state, removed at the end. */
  workDirectory: string;
  /** Kept, so that a person can look why something failed. */
  logDirectory: string;
}

export interface Round extends LoadResult {
  cpuUsPerTransaction: number;
  /** Share of its core that the proxy used: in a closed loop, well below 1 means that it was held back. */
  coreBusy: number;
}

/** Memory of a proxy with nobody registered, with everybody, and under load. */
export interface MemoryHistory {
  empty: MemoryUse;
  full: MemoryUse;
  residentUnderLoad: number;
  /** Bytes of the phones' strings that no proxy can do without. */
  keptBytes: number;
}

export class Contender {
  readonly peer: Peer;
  readonly users: number;
  readonly #proxy: Child;
  readonly #load: LoadGenerator;
  #empty: MemoryUse | undefined;
  #keptBytes = 0;

  constructor(peer: Peer, users: number, proxy: Child, load: LoadGenerator) {
    this.peer = peer;
    this.users = users;
    this.#proxy = proxy;
    this.#load = load;
  }

  /** Every phone registers (farend creates its bindings), then load until the code is warm. */
  async warmUp(): Promise<void> {
    if (this.peer.tellsMemory) this.#empty = await readMemory(this.#proxy);
    const withinS = REGISTER_WITHIN_S + Math.ceil(this.users / PHONES_PER_SECOND);
    this.#keptBytes = (await this.#load.register(withinS)).keptBytes;
    await this.#load.run(WARM_UP_S);
  }

  /** Load for `seconds`; throws when the proxy does not survive it. */
  async runRound(seconds: number): Promise<Round> {
    const before = readGroupCpuUs(this.#proxy.pid);
    const result = await this.#load.run(seconds);
    const proxyUs = readGroupCpuUs(this.#proxy.pid) - before;
    if (hasEnded(this.#proxy)) {
      throw new Error(`${this.peer.name} ended under load:\n${readLogTail(this.#proxy)}`);
    }
    return {
      ...result,
      cpuUsPerTransaction: result.answered === 0 ? 0 : proxyUs / result.answered,
      coreBusy: proxyUs / (result.seconds * 1_000_000),
    };
  }

  /** After the rounds; undefined for a proxy that does not tell. */
  async readMemoryHistory(): Promise<MemoryHistory | undefined> {
    if (this.#empty === undefined) return undefined;
    const residentUnderLoad = readResident(this.#proxy);
    const full = await readMemory(this.#proxy);
    return { empty: this.#empty, full, residentUnderLoad, keptBytes: this.#keptBytes };
  }

  async stop(): Promise<void> {
    await stopChild(this.#proxy);
    await stopChild(this.#load.child);
  }
}

/** Starts the load (its Asterisk must be there first), then the proxy, and waits until it relays. */
export async function startContender(
  peer: Peer,
  users: number,
  ports: PeerPorts,
  bench: Bench,
): Promise<Contender> {
  const name = `${peer.name}-${users}`;
  const directory = join(bench.workDirectory, name);
  mkdirSync(directory);
  const logOf = (part: string) => join(bench.logDirectory, `${part}.log`);
  const { sipLoad, pins, options } = bench;
  const loadLog = logOf(`${name}-load`);
  const load = await startLoadGenerator(sipLoad, pins.load, ports, users, options, loadLog);
  const [program, ...args] = [...pins.proxy, ...peer.prepare(ports, directory)];
  const talk = peer.tellsMemory ? 'messages' : 'none';
  const proxy = await startChild([program!, ...args], logOf(name), talk);
  await awaitRelay(proxy, ports.proxy);
  return new Contender(peer, users, proxy, load);
}
