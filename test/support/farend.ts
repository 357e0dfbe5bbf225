// farend as a child process, in a network namespace, from the sources as they are.

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventLog } from './process/event-log.ts';
import { findProcess } from './process/find-process.ts';
import { own, release, type Stoppable } from './process/lifetime.ts';
import { type ExitStatus, type ManagedProcess, startProcess } from './process/managed-process.ts';
import { type CommandResult, runCommand } from './process/run-command.ts';
import { createScratchDirectory, type ScratchDirectory } from './scratch-directory.ts';

export interface FarendOptions {
  readonly namespace?: string;
  /** YAML text, or the same as an object (JSON is YAML). */
  readonly config: string | object;
  /** Adds a state directory of its own to an object, kept until `stop`: `kill` and `start` find it. */
  readonly keepsState?: boolean;
  /** Default `proxy`. */
  readonly command?: 'proxy' | 'run' | 'companion';
  /** The executable; default: that of the sources. */
  readonly main?: string;
  /** Arguments for node itself. */
  readonly nodeArguments?: readonly string[];
}

/** One line of pino's. Text that is no JSON has only `msg`. */
export interface FarendLogLine {
  readonly level?: number;
  readonly msg?: string;
  readonly event?: string;
  readonly [field: string]: unknown;
}

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
const START_DEADLINE_MS = 30_000;
const LOG_DEADLINE_MS = 20_000;

/** Starts farend; resolves when it listens, the companion alone when it runs. */
export async function startFarend(options: FarendOptions): Promise<Farend> {
  const farend = own(new Farend(options, createScratchDirectory('farend')));
  farend.writeConfig(options.config);
  await farend.start();
  return farend;
}

export class Farend implements Stoppable {
  /** The lines of its log, those of earlier starts included. */
  readonly log = new EventLog<FarendLogLine>();
  readonly configPath: string;
  readonly #options: FarendOptions;
  readonly #scratch: ScratchDirectory;
  #process: ManagedProcess | undefined;

  constructor(options: FarendOptions, scratch: ScratchDirectory) {
    this.#options = options;
    this.#scratch = scratch;
    this.configPath = join(scratch.path, 'farend.yaml');
  }

  /** Where its feed is, unless the configuration says otherwise. */
  get feedPath(): string {
    return join(this.#scratch.path, 'run', 'feed.sock');
  }

  /** Where its API is, unless the configuration says otherwise. */
  get apiPath(): string {
    return join(this.#scratch.path, 'run', 'farend.sock');
  }

  /** With `keepsState`. */
  get statePath(): string {
    return join(this.#scratch.path, 'state');
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Starts it, also again after `terminate` or `kill`, with the configuration as it is now. */
  async start(): Promise<void> {
    const from = this.log.items.length;
    const { nodeArguments = [], command = 'proxy', namespace, main = MAIN } = this.#options;
    const started = startProcess({
      argv: [process.execPath, ...nodeArguments, main, command, '-c', this.configPath],
      namespace,
      onStdout: (line) => this.#take(line),
      onStderr: (line) => this.#take(line),
    });
    this.#process = started;
    const died = started.exited.then(({ code, signal }) => {
      const lines = this.log.items.slice(from).map((line) => JSON.stringify(line));
      throw new Error(`farend ended at its start (${signal ?? code}):\n${lines.join('\n')}`);
    });
    const readyEvent = command === 'companion' ? 'started' : 'listening';
    const ready = this.waitForLog((line) => line.event === readyEvent, START_DEADLINE_MS, from);
    await Promise.race([ready, died]);
  }

  /** The first line, from index `from` on, that `accepts` takes. */
  waitForLog(
    accepts: (line: FarendLogLine) => boolean,
    timeoutMs = LOG_DEADLINE_MS,
    from = 0,
  ): Promise<FarendLogLine> {
    return this.log.waitFor(accepts, timeoutMs, 'the awaited log line', from);
  }

  /** Changes the file; it takes effect with `reload`. */
  writeConfig(config: string | object): void {
    const state = this.#options.keepsState === true && { state: join(this.#scratch.path, 'state') };
    const run = { run: join(this.#scratch.path, 'run') };
    const text =
      typeof config === 'string' ? config : JSON.stringify({ ...run, ...config, ...state });
    writeFileSync(this.configPath, text);
  }

  /** The process that serves phones; of `farend run`, the child. */
  findProxyPid(): number {
    return findProcess(['proxy', '-c', this.configPath]) ?? 0;
  }

  /** 0 when there is none. */
  findCompanionPid(): number {
    return findProcess(['companion', '-c', this.configPath]) ?? 0;
  }

  reload(): void {
    this.#process?.signal('SIGHUP');
  }

  /** SIGKILL; returns when it is gone. */
  async kill(): Promise<void> {
    this.#process?.signal('SIGKILL');
    await this.#process?.exited;
  }

  /** SIGTERM, and its exit status. */
  async terminate(): Promise<ExitStatus | undefined> {
    await this.#process?.stop();
    return await this.#process?.exited;
  }

  async stop(): Promise<void> {
    await this.terminate();
    this.#scratch.remove();
    release(this);
  }

  #take(line: string): void {
    appendFileSync(join(this.#scratch.logPath, 'log'), `${line}\n`);
    this.log.append(parseLogLine(line));
  }
}

/** Runs farend to its end. */
export function runFarend(namespace: string, ...words: readonly string[]): Promise<CommandResult> {
  return runCommand(['ip', 'netns', 'exec', namespace, process.execPath, MAIN, ...words], {
    timeoutMs: START_DEADLINE_MS,
  });
}

function parseLogLine(line: string): FarendLogLine {
  try {
    return JSON.parse(line) as FarendLogLine;
  } catch {
    return { msg: line };
  }
}
