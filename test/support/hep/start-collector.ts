// Starts a HEP collector beside a PBX, with an AMI client where one is asked for, and keeps what they
// tell: by itself, and joined by a correlator.

import { fileURLToPath } from 'node:url';
import type { AsteriskEvent } from '../../../src/asterisk/asterisk-event.ts';
import type { CapturedAddress } from '../../../src/capture/captured-message.ts';
import type { HepCounts } from '../../../src/capture/hep/hep-collector.ts';
import { Correlator } from '../../../src/correlation/correlator.ts';
import type { DeviceRecord, RecordChange } from '../../../src/correlation/device-record.ts';
import type { DialogObservation } from '../../../src/observation/dialog-observation.ts';
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
  readonly trunks?: readonly string[];
  /** Asks this Asterisk, under the name `main`. */
  readonly ami?: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly secret: string;
  };
}

const DEADLINE_MS = 15_000;

export async function startCollector(options: CollectorOptions): Promise<LabCollector> {
  const collector = own(new LabCollector(options));
  await collector.ready;
  return collector;
}

export class LabCollector implements Stoppable {
  readonly observations = new EventLog<SipObservation>();
  readonly dialogs = new EventLog<DialogObservation>();
  readonly problems = new EventLog<string>();
  /** The records as they changed. */
  readonly records = new EventLog<DeviceRecord>();
  readonly asteriskEvents = new EventLog<AsteriskEvent>();
  readonly #correlator = new Correlator({ asterisks: ['main'], sites: [] });
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

  /** The present record of a phone's endpoint. */
  find(endpoint: string): readonly DeviceRecord[] {
    return this.#correlator.find(endpoint);
  }

  /** Once a second, in a farend that runs. */
  tick(): void {
    this.#tell(this.#correlator.tick(Date.now()));
  }

  #tell(changes: readonly RecordChange[]): void {
    for (const { record, isRemoved } of changes) if (!isRemoved) this.records.append(record);
  }

  #take(line: string): void {
    this.#lines.append(line);
    const { observation, dialog, event, problem, counts } = JSON.parse(line) as {
      observation?: SipObservation;
      dialog?: DialogObservation;
      event?: AsteriskEvent;
      problem?: string;
      counts?: HepCounts;
    };
    if (observation !== undefined) {
      this.observations.append(observation);
      this.#tell(this.#correlator.applyObservation(observation));
    }
    if (dialog !== undefined) this.dialogs.append(dialog);
    if (event !== undefined) {
      this.asteriskEvents.append(event);
      this.#tell(this.#correlator.applyAsterisk(event));
    }
    if (problem !== undefined) this.problems.append(problem);
    if (counts !== undefined) this.#counts.append(counts);
  }
}
