// SIPp as many phones at once: one scenario of test/fixtures/sipp, played for a list of users from an
// office or from the internet. Its own statistics tell how the calls fared.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import { pollUntil } from '../process/poll-until.ts';
import { createScratchDirectory, type ScratchDirectory } from '../scratch-directory.ts';
import { findStatistics, parseErrors, type SippStatistics } from './sipp-statistics.ts';

/** One row of what SIPp injects: `[field0]` to `[field3]` of the scenarios. */
export interface SippUser {
  readonly name: string;
  readonly password: string;
  /** Where that phone lives. */
  readonly address: string;
  readonly callee?: string;
}

type Scenario = 'register' | 'call' | 'answer' | 'answer-and-hang-up' | 'ask-to-register';

export interface SippOptions {
  /** The words that start the program. */
  readonly command: readonly string[];
  readonly scenario: Scenario;
  readonly namespace: string;
  /** Where it listens, and the address of a user that has none of its own. */
  readonly address: string;
  readonly port: number;
  /** Where its requests go, `address:port`. */
  readonly target: string;
  /** Each does once what the scenario says; where it waits for calls, they are only addresses. */
  readonly users?: readonly SippUser[];
  /** Each user sends from its own address; default: all from `address`. */
  readonly hasSocketPerAddress?: boolean;
  /** New calls a second, default 50. */
  readonly rate?: number;
  /** How long a call lasts; default 0. */
  readonly talkMs?: number;
  /** Seconds; default 120. */
  readonly expires?: number;
  /** The share of packets, in per cent, that it loses on purpose; default none. */
  readonly lostPercent?: number;
  /** Ends it whatever happens; default 60. */
  readonly timeoutS?: number;
}

const SCENARIOS = join(import.meta.dirname, '../../fixtures/sipp');
const START_DEADLINE_MS = 10_000;
const CALLS_DEADLINE_MS = 30_000;
/** SIPp's own: all calls were successful; one failed; it was told to end and there was none. */
const EXIT_CODES = [0, 1, 99];
/** More than any test has addresses; its default is more than a process may have open. */
const MOST_SOCKETS = '1000';

/** Starts SIPp; resolves when its socket is open. */
export async function startSipp(options: SippOptions): Promise<Sipp> {
  const scratch = createScratchDirectory(`sipp-${options.scenario}`);
  const sipp = own(new Sipp(options, scratch));
  await sipp.start();
  return sipp;
}

export class Sipp implements Stoppable {
  readonly #options: SippOptions;
  readonly #scratch: ScratchDirectory;
  #process: ManagedProcess | undefined;

  constructor(options: SippOptions, scratch: ScratchDirectory) {
    this.#options = options;
    this.#scratch = scratch;
  }

  async start(): Promise<void> {
    const { command, namespace } = this.#options;
    const started = startProcess({
      argv: [...command, ...this.#formatArguments()],
      namespace,
      cwd: this.#scratch.path,
      env: { ...process.env, TERM: 'dumb' },
    });
    this.#process = started;
    const listens = (): Promise<true | undefined> =>
      Promise.resolve(started.hasExited || this.#isListening() ? true : undefined);
    await pollUntil(listens, { timeoutMs: START_DEADLINE_MS, what: 'the socket of SIPp' });
  }

  /** What has happened so far, at most a second old. */
  get statistics(): SippStatistics {
    return findStatistics(this.#read('statistics.csv'));
  }

  /** Waits until all users have done what the scenario says. */
  async finish(): Promise<SippStatistics> {
    await this.#process?.exited;
    return this.#conclude();
  }

  /** Of a scenario that waits for calls: waits until so many are over. */
  waitForCalls(count: number): Promise<SippStatistics> {
    const ask = (): Promise<SippStatistics | undefined> => {
      const { statistics } = this;
      const isOver = statistics.answered + statistics.failed >= count;
      return Promise.resolve(isOver ? statistics : undefined);
    };
    return pollUntil(ask, { timeoutMs: CALLS_DEADLINE_MS, what: `the end of ${count} calls` });
  }

  /** Of a scenario that waits for calls: lets those that run end, and takes no more. */
  async close(): Promise<SippStatistics> {
    this.#process?.signal('SIGUSR1');
    return await this.finish();
  }

  async stop(): Promise<void> {
    this.#process?.signal('SIGKILL');
    await this.#process?.exited;
    this.#scratch.remove();
    release(this);
  }

  async #conclude(): Promise<SippStatistics> {
    const status = await this.#process?.exited;
    const [errors, table] = [this.#read('errors.log'), this.#read('statistics.csv')];
    if (!EXIT_CODES.includes(status?.code ?? -1) || table === '') {
      throw new Error(`SIPp ended with ${status?.signal ?? status?.code}: ${errors}`);
    }
    return { ...findStatistics(table), errors: parseErrors(errors) };
  }

  /** '' while SIPp has not written it. */
  #read(name: string): string {
    return existsSync(this.#path(name)) ? readFileSync(this.#path(name), 'utf8') : '';
  }

  #path(name: string): string {
    return join(this.#scratch.logPath, name);
  }

  #formatArguments(): string[] {
    const options = this.#options;
    const { users = [], hasSocketPerAddress = false } = options;
    const own = [
      ...['-sf', join(SCENARIOS, `${options.scenario}.xml`)],
      ...['-i', options.address, '-mi', options.address, '-p', String(options.port)],
      ...['-bind_local', '-nostdin', '-t', hasSocketPerAddress ? 'ui' : 'u1'],
      ...['-max_socket', MOST_SOCKETS],
      ...['-d', String(options.talkMs ?? 0), '-key', 'expires', String(options.expires ?? 120)],
      // SIPp's own [local_port] is 0 for the first of several addresses.
      ...['-key', 'own_port', String(options.port)],
      ...['-timeout', `${options.timeoutS ?? 60}s`, '-timeout_error'],
      ...(options.lostPercent === undefined ? [] : ['-lost', String(options.lostPercent)]),
      ...['-trace_stat', '-stf', this.#path('statistics.csv'), '-fd', '1'],
      ...['-trace_err', '-error_file', this.#path('errors.log')],
    ];
    return [...own, ...(users.length > 0 ? this.#formatUsers(users) : []), options.target];
  }

  #formatUsers(users: readonly SippUser[]): string[] {
    const rows = users.map(({ name, password, address, callee = '' }) =>
      [name, `[authentication username=${name} password=${password}]`, address, callee].join(';'),
    );
    const path = join(this.#scratch.path, 'users.csv');
    writeFileSync(path, `SEQUENTIAL\n${rows.join('\n')}\n`);
    const injection = ['-inf', path, '-ip_field', '2'];
    if (this.#options.scenario.startsWith('answer')) {
      return injection;
    }
    const count = String(users.length);
    const pace = ['-m', count, '-l', count, '-r', String(this.#options.rate ?? 50)];
    return [...injection, ...pace, '-oocsf', join(SCENARIOS, 'answer-ping.xml')];
  }

  /** The kernel's table of the sockets in the namespace in which SIPp runs. */
  #isListening(): boolean {
    const port = this.#options.port.toString(16).toUpperCase().padStart(4, '0');
    const path = `/proc/${this.#process?.pid}/net/udp`;
    return existsSync(path) && readFileSync(path, 'utf8').includes(`:${port} `);
  }
}
