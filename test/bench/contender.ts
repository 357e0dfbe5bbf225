// One proxy with its own load in front and registrar behind, kept alive over all rounds: phones keep
// their Call-ID and rising CSeqs, the proxy its bindings and its compiled code.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { awaitRelay } from './await-relay.ts';
import { type Child, hasEnded, readLogTail, startChild, stopChild } from './child.ts';
import { type CorePins, readGroupCpuUs } from './cpu.ts';
import { type LoadGenerator, type LoadResult, startLoadGenerator } from './load-generator.ts';
import type { BenchOptions } from './options.ts';
import type { Peer, PeerPorts } from './peers.ts';

const REGISTER_WITHIN_S = 30;
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

export class Contender {
  readonly peer: Peer;
  readonly #proxy: Child;
  readonly #load: LoadGenerator;

  constructor(peer: Peer, proxy: Child, load: LoadGenerator) {
    this.peer = peer;
    this.#proxy = proxy;
    this.#load = load;
  }

  /** Every phone registers (farend creates its bindings), then load until the code is warm. */
  async warmUp(): Promise<void> {
    await this.#load.register(REGISTER_WITHIN_S);
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

  async stop(): Promise<void> {
    await stopChild(this.#proxy);
    await stopChild(this.#load.child);
  }
}

/** Starts the load (its registrar must be there first), then the proxy, and waits until it relays. */
export async function startContender(
  peer: Peer,
  ports: PeerPorts,
  bench: Bench,
): Promise<Contender> {
  const directory = join(bench.workDirectory, peer.name);
  mkdirSync(directory);
  const logOf = (name: string) => join(bench.logDirectory, `${name}.log`);
  const loadLog = logOf(`${peer.name}-load`);
  const { sipLoad, pins, options } = bench;
  const load = await startLoadGenerator(sipLoad, pins.load, ports, options, loadLog);
  const [program, ...args] = [...pins.proxy, ...peer.prepare(ports, directory)];
  const proxy = await startChild([program!, ...args], logOf(peer.name));
  await awaitRelay(proxy, ports.proxy);
  return new Contender(peer, proxy, load);
}
