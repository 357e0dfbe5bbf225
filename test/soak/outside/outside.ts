// The soak's side of the process of attackers and victims.

import { fileURLToPath } from 'node:url';
import { own, release, type Stoppable } from '../../support/process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../../support/process/managed-process.ts';
import type { Known } from '../attack/aim.ts';
import type { OutsideCommand, OutsideReport, Rates, Tally } from './protocol.ts';

const PROCESS = fileURLToPath(new URL('./outside-process.ts', import.meta.url));
const NOTHING: Tally = { attacks: {}, probes: 0, samples: [], loops: [] };

/** Starts it; resolves when everybody listens. */
export async function startOutside(namespace: string): Promise<Outside> {
  const errors: string[] = [];
  const child = startProcess({
    argv: [process.execPath, PROCESS],
    namespace,
    ipc: true,
    onStderr: (line) => errors.push(line),
  });
  const outside = own(new Outside(child));
  const died = child.exited.then(() => {
    throw new Error(`the attackers' process ended: ${errors.join('\n')}`);
  });
  await Promise.race([outside.ready, died]);
  return outside;
}

export class Outside implements Stoppable {
  tally: Tally = NOTHING;
  readonly #process: ManagedProcess;
  readonly #isReady = Promise.withResolvers<void>();
  #onTally: () => void = () => undefined;

  constructor(child: ManagedProcess) {
    this.#process = child;
    child.child.on('message', (report: OutsideReport) => {
      if (report.type === 'ready') this.#isReady.resolve();
      else {
        this.tally = report.tally;
        this.#onTally();
      }
    });
  }

  get ready(): Promise<void> {
    return this.#isReady.promise;
  }

  get hasEnded(): boolean {
    return this.#process.hasExited;
  }

  attack(seed: number, rates: Rates): void {
    this.#tell({ type: 'start', seed, rates });
  }

  cease(): void {
    this.#tell({ type: 'stop' });
  }

  teach(known: Known): void {
    this.#tell({ type: 'learn', known });
  }

  /** An attacker sends one packet to a victim. */
  probe(): void {
    this.#tell({ type: 'probe' });
  }

  /** The first tally that `accepts` takes. */
  waitForTally(accepts: (tally: Tally) => boolean, timeoutMs: number): Promise<Tally> {
    const { promise, resolve, reject } = Promise.withResolvers<Tally>();
    const timer = setTimeout(() => reject(new Error('the victims did not see it')), timeoutMs);
    this.#onTally = () => {
      if (!accepts(this.tally)) return;
      clearTimeout(timer);
      resolve(this.tally);
    };
    this.#onTally();
    return promise;
  }

  async stop(): Promise<void> {
    this.#process.signal('SIGKILL');
    await this.#process.exited;
    release(this);
  }

  #tell(command: OutsideCommand): void {
    this.#process.child.send(command, () => undefined);
  }
}
