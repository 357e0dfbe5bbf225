// sipvicious as the enemy: svmap looks for PBXs, svwar for extensions, svcrack for a password. They
// run as delivered, or with another User-Agent, which is the first thing that an attacker changes.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventLog } from '../process/event-log.ts';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import type { SipviciousRoot } from '../provision/peers.ts';
import { createScratchDirectory, type ScratchDirectory } from '../scratch-directory.ts';

export interface SipviciousOptions {
  readonly root: SipviciousRoot;
  readonly tool: 'svmap' | 'svwar' | 'svcrack';
  readonly namespace: string;
  /** The attacker's own address, and the port that it sends from; default 5060. */
  readonly address: string;
  readonly port?: number;
  readonly words: readonly string[];
  /** Default: the one that it is delivered with. */
  readonly userAgent?: string;
  /** The passwords that svcrack tries, in this order. */
  readonly passwords?: readonly string[];
}

/** The tool's own program, with the default of one argument changed where it is asked for. */
const PROGRAM = `
import importlib, sys
import sipvicious.libs.svhelper as helper
tool, agent = sys.argv[1:3]
sys.argv[:3] = [tool]
make = helper.makeRequest
make.__defaults__ = tuple(agent if v == 'friendly-scanner' else v for v in make.__defaults__)
importlib.import_module('sipvicious.' + tool).main()
`;

const DEFAULT_USER_AGENT = 'friendly-scanner';

export function startSipvicious(options: SipviciousOptions): Sipvicious {
  return own(new Sipvicious(options, createScratchDirectory(options.tool)));
}

export class Sipvicious implements Stoppable {
  /** What it prints. */
  readonly output = new EventLog<string>();
  readonly #scratch: ScratchDirectory;
  readonly #process: ManagedProcess;

  constructor(options: SipviciousOptions, scratch: ScratchDirectory) {
    const { root, tool, namespace, address, port = 5060, words, passwords } = options;
    this.#scratch = scratch;
    const dictionary = join(scratch.path, 'passwords');
    writeFileSync(dictionary, (passwords ?? []).map((word) => `${word}\n`).join(''));
    const onLine = (line: string): void => this.output.append(line);
    this.#process = startProcess({
      argv: [
        ...[...root.python, '-c', PROGRAM, tool, options.userAgent ?? DEFAULT_USER_AGENT],
        ...['-x', address, '-P', String(port)],
        ...(passwords === undefined ? [] : ['-d', dictionary]),
        ...words,
      ],
      namespace,
      env: { ...process.env, ...root.env, HOME: scratch.path },
      onStdout: onLine,
      onStderr: onLine,
    });
  }

  /** True when it runs no more. */
  get hasEnded(): boolean {
    return this.#process.hasExited;
  }

  /** Waits until it ends; what it printed. */
  async finish(): Promise<string> {
    await this.#process.exited;
    return this.output.items.join('\n');
  }

  async stop(): Promise<void> {
    this.#process.signal('SIGKILL');
    await this.#process.exited;
    this.#scratch.remove();
    release(this);
  }
}
