// Packets of a machine of the lab, recorded by Wireshark's dumpcap.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventLog } from '../process/event-log.ts';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import { pollUntil } from '../process/poll-until.ts';
import type { TsharkRoot } from '../provision/peers.ts';
import { createScratchDirectory, type ScratchDirectory } from '../scratch-directory.ts';

export interface PacketCaptureOptions {
  readonly root: TsharkRoot;
  readonly namespace: string;
  /** Default: all of them, `any`. */
  readonly interface?: string;
  /** Default `pcapng`. */
  readonly format?: 'pcap' | 'pcapng';
}

const DEADLINE_MS = 20_000;

/** Resolves when every packet from now on is in it. */
export async function startPacketCapture(options: PacketCaptureOptions): Promise<PacketCapture> {
  const capture = own(new PacketCapture(createScratchDirectory('capture')));
  await capture.start(options);
  return capture;
}

export class PacketCapture implements Stoppable {
  readonly path: string;
  readonly #scratch: ScratchDirectory;
  #process: ManagedProcess | undefined;

  constructor(scratch: ScratchDirectory) {
    this.#scratch = scratch;
    this.path = join(scratch.path, 'capture');
  }

  async start({ root, namespace, ...options }: PacketCaptureOptions): Promise<void> {
    const output = new EventLog<string>();
    const onLine = (line: string): void => output.append(line);
    const format = options.format === 'pcap' ? ['-P'] : [];
    this.#process = startProcess({
      argv: [...root.dumpcap, '-i', options.interface ?? 'any', ...format, '-w', this.path],
      namespace,
      onStdout: onLine,
      onStderr: onLine,
    });
    await output.waitFor((line) => line.startsWith('File: '), DEADLINE_MS, 'a capture that runs');
  }

  /** The recorder takes packets from the kernel now and then: waits until this text of one is in the file. */
  async waitFor(text: string): Promise<void> {
    await pollUntil(async () => this.#has(text) || undefined, {
      timeoutMs: DEADLINE_MS,
      what: `the capture of ${text}`,
    });
  }

  /** Ends the recording; the file stays until the end of the test. */
  async finish(): Promise<string> {
    this.#process?.signal('SIGINT');
    await this.#process?.exited;
    return this.path;
  }

  async stop(): Promise<void> {
    release(this);
    await this.#process?.stop();
    this.#scratch.remove();
  }

  #has(text: string): boolean {
    return existsSync(this.path) && readFileSync(this.path).includes(text);
  }
}
