// The test's side of a crowd of phones behind one address.

import { fileURLToPath } from 'node:url';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import type { RegisterOutcome } from './phone-options.ts';

export interface CrowdOptions {
  readonly usernames: readonly string[];
  /** Where they live; each has a port of its own, from `firstPort` on. */
  readonly address: string;
  readonly firstPort: number;
  /** Where their messages go, `address:port`. */
  readonly proxy: string;
}

/** What a test asks of the crowd's process; `id` comes back with the reply. */
export type CrowdCommand = { readonly id: number } & (
  | { readonly type: 'register'; readonly spreadMs: number }
  | { readonly type: 'flood'; readonly perSecond: number }
  | { readonly type: 'end-flood' }
);

export type CrowdReport =
  | { readonly type: 'ready' }
  | { readonly type: 'reply'; readonly id: number; readonly outcomes: readonly RegisterOutcome[] }
  | { readonly type: 'failure'; readonly id: number; readonly reason: string };

type Question = CrowdCommand extends infer C ? (C extends unknown ? Omit<C, 'id'> : never) : never;

interface Pending {
  readonly resolve: (outcomes: readonly RegisterOutcome[]) => void;
  readonly reject: (error: Error) => void;
}

const CROWD_PROCESS = fileURLToPath(new URL('./crowd-process.ts', import.meta.url));

/** Starts a crowd, in a network namespace or here; resolves when all of it listens. */
export async function startCrowd(
  namespace: string | undefined,
  options: CrowdOptions,
): Promise<Crowd> {
  const child = startProcess({
    argv: [process.execPath, CROWD_PROCESS, JSON.stringify(options)],
    namespace,
    ipc: true,
  });
  const crowd = own(new Crowd(child));
  await crowd.ready;
  return crowd;
}

export class Crowd implements Stoppable {
  readonly #process: ManagedProcess;
  readonly #isReady = Promise.withResolvers<void>();
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(child: ManagedProcess) {
    this.#process = child;
    child.child.on('message', (report: CrowdReport) => this.#take(report));
    child.child.on('exit', () => this.#fail());
  }

  get ready(): Promise<void> {
    return this.#isReady.promise;
  }

  /** Every phone registers, evenly over that time; how each fared. */
  register(spreadMs: number): Promise<readonly RegisterOutcome[]> {
    return this.#ask({ type: 'register', spreadMs });
  }

  /** From now on strangers at the crowd's address send so many requests a second. */
  async flood(perSecond: number): Promise<void> {
    await this.#ask({ type: 'flood', perSecond });
  }

  async endFlood(): Promise<void> {
    await this.#ask({ type: 'end-flood' });
  }

  async stop(): Promise<void> {
    this.#process.signal('SIGKILL');
    await this.#process.exited;
    release(this);
  }

  #ask(question: Question): Promise<readonly RegisterOutcome[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly RegisterOutcome[]>();
    this.#lastId += 1;
    this.#pending.set(this.#lastId, { resolve, reject });
    this.#process.child.send({ ...question, id: this.#lastId });
    return promise;
  }

  #take(report: CrowdReport): void {
    if (report.type === 'ready') {
      this.#isReady.resolve();
      return;
    }
    const pending = this.#pending.get(report.id);
    this.#pending.delete(report.id);
    if (report.type === 'reply') {
      pending?.resolve(report.outcomes);
    } else {
      pending?.reject(new Error(report.reason));
    }
  }

  #fail(): void {
    const error = new Error('the crowd has ended');
    this.#isReady.reject(error);
    for (const { reject } of this.#pending.values()) {
      reject(error);
    }
  }
}
