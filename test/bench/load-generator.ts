// The load generator as a child process: starts it on its core, gives it commands, reads its results.

import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { type Child, readLogTail, startChild } from './child.ts';
import type { BenchOptions } from './options.ts';
import type { PeerPorts } from './peers.ts';

/** What a proxy that does its work leaves at zero; explained in sip-load/tally.h. */
export const faultCounts = [
  'stripped',
  'refused',
  'unexpected',
  'contactWrong',
  'withoutRport',
  'withoutReceived',
  'misdirected',
  'uriWrong',
  'routeLeft',
  'withoutRecordRoute',
  'nextHopWrong',
  'withoutAck',
] as const;

type FaultCount = (typeof faultCounts)[number];

/** One line of sip-load; the counts are explained in sip-load/tally.h. */
export interface LoadResult extends Readonly<Record<FaultCount, number>> {
  readonly seconds: number;
  readonly perSecond: number;
  readonly begun: number;
  readonly sent: number;
  readonly answered: number;
  readonly challenged: number;
  readonly accepted: number;
  readonly qualified: number;
  readonly pinged: number;
  readonly calls: number;
  readonly atAsterisk: number;
  /** After `register`: bytes of the phones' strings that no proxy can do without. */
  readonly keptBytes: number;
  readonly lost: number;
  readonly late: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly everyoneRegistered: boolean;
}

/** One running sip-load: the phones in front of one proxy and Asterisk behind it. */
export class LoadGenerator {
  readonly child: Child;
  readonly #results: Interface;
  readonly #ended = new AbortController();

  constructor(child: Child) {
    this.child = child;
    child.process.once('exit', () => this.#ended.abort());
    this.#results = createInterface({ input: child.process.stdout! });
  }

  /** Registers every phone; throws when some are not registered after `seconds`. */
  async register(seconds: number): Promise<LoadResult> {
    const result = await this.#obey('register', seconds);
    if (result.everyoneRegistered) return result;
    throw new Error(
      `not every phone could register within ${seconds} s: ${JSON.stringify(result)}`,
    );
  }

  /** Load for `seconds`. */
  run(seconds: number): Promise<LoadResult> {
    return this.#obey('run', seconds);
  }

  async #obey(command: string, seconds: number): Promise<LoadResult> {
    const deadline = AbortSignal.timeout((seconds + 10) * 1000);
    const signal = AbortSignal.any([deadline, this.#ended.signal]);
    const answer = once(this.#results, 'line', { signal });
    this.child.process.stdin!.write(`${command} ${seconds}\n`);
    try {
      const [line] = (await answer) as [string];
      return JSON.parse(line) as LoadResult;
    } catch (cause) {
      throw new Error(`sip-load did not answer: ${readLogTail(this.child)}`, { cause });
    }
  }
}

/** Starts sip-load (`program`) for the proxy on these ports; `pin` goes before the command. */
export async function startLoadGenerator(
  program: string,
  pin: readonly string[],
  ports: PeerPorts,
  users: number,
  options: BenchOptions,
  logFile: string,
): Promise<LoadGenerator> {
  const named = {
    work: options.work,
    'proxy-port': ports.proxy,
    'asterisk-port': ports.asterisk,
    'phone-port': ports.firstPhone,
    users,
    window: options.window,
    ...(options.rate === undefined ? {} : { rate: options.rate }),
  };
  const args = Object.entries(named).map(([name, value]) => `--${name}=${value}`);
  const words = [...pin, program, ...args] as [string, ...string[]];
  return new LoadGenerator(await startChild(words, logFile, 'lines'));
}
