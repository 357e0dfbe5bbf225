// Starts a HEP collector beside a PBX, and tells what it made.

import { fileURLToPath } from 'node:url';
import type { CapturedAddress } from '../../../src/capture/captured-message.ts';
import type { HepCounts } from '../../../src/capture/hep/hep-collector.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { EventLog } from '../process/event-log.ts';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';

export interface CollectorOptions {
  readonly namespace: string;
  readonly listen: CapturedAddress;
  /** CIDRs. */
  readonly from: readonly string[];
  readonly asterisks: readonly CapturedAddress[];
  readonly localNetworks?: readonly string[];
  readonly trustedProxies?: readonly string[];
}

const DEADLINE_MS = 15_000;

export async function startCollector(options: CollectorOptions): Promise<LabCollector> {
  const collector = own(new LabCollector(options));
  await collector.ready;
  return collector;
}

export class LabCollector implements Stoppable {
  readonly observations = new EventLog<SipObservation>();
  readonly problems = new EventLog<string>();
  readonly ready: Promise<unknown>;
  readonly #counts = new EventLog<HepCounts>();
  readonly #lines = new EventLog<string>();
  readonly #process: ManagedProcess;

  constructor(options: CollectorOptions) {
    const program = fileURLToPath(new URL('./collector-process.ts', import.meta.url));
    this.#process = startProcess({
      argv: [process.execPath, program, JSON.stringify(options)],
      namespace: options.namespace,
      onStdout: (line) => this.#take(line),
      onStderr: (line) => this.#lines.append(line),
    });
    this.ready = this.#lines.waitFor(
      (line) => line.includes('isReady'),
      DEADLINE_MS,
      'a collector',
    );
  }

  async readCounts(): Promise<HepCounts> {
    const from = this.#counts.items.length;
    this.#process.signal('SIGUSR2');
    return await this.#counts.waitFor(() => true, DEADLINE_MS, 'counts', from);
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    release(this);
  }

  #take(line: string): void {
    this.#lines.append(line);
    const { observation, problem, counts } = JSON.parse(line) as {
      observation?: SipObservation;
      problem?: string;
      counts?: HepCounts;
    };
    if (observation !== undefined) this.observations.append(observation);
    if (problem !== undefined) this.problems.append(problem);
    if (counts !== undefined) this.#counts.append(counts);
  }
}
