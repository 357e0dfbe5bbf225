// SIPp as many phones at once: one scenario of test/fixtures/sipp, played for a list of users from an
// office or from the internet. Its own statistics tell how the calls fared.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import { pollUntil } from '../process/poll-until.ts';
import { createScratchDirectory, type ScratchDirectory } from '../scratch-directory.ts';
import { formatArguments, formatUsers, type SippOptions } from './sipp-options.ts';
import { findStatistics, parseErrors, type SippStatistics } from './sipp-statistics.ts';

const STATISTICS = 'statistics.csv';
const ERRORS = 'errors.log';
const START_DEADLINE_MS = 30_000;
const CALLS_DEADLINE_MS = 60_000;
/** SIPp's own: all calls were successful; one failed; it was told to end and there was none. */
const EXIT_CODES = [0, 1, 99];

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
    const { command, namespace, users = [] } = this.#options;
    const files = {
      users: join(this.#scratch.path, 'users.csv'),
      statistics: this.#path(STATISTICS),
      errors: this.#path(ERRORS),
    };
    writeFileSync(files.users, formatUsers(users));
    const started = startProcess({
      argv: [...command, ...formatArguments(this.#options, files)],
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
    return findStatistics(this.#read(STATISTICS));
  }

  /** Waits until all users have done what the scenario says. */
  async finish(): Promise<SippStatistics> {
    const status = await this.#process?.exited;
    const [errors, table] = [this.#read(ERRORS), this.#read(STATISTICS)];
    if (!EXIT_CODES.includes(status?.code ?? -1) || table === '') {
      throw new Error(`SIPp ended with ${status?.signal ?? status?.code}: ${errors}`);
    }
    return { ...findStatistics(table), errors: parseErrors(errors) };
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

  /** '' while SIPp has not written it. */
  #read(name: string): string {
    return existsSync(this.#path(name)) ? readFileSync(this.#path(name), 'utf8') : '';
  }

  #path(name: string): string {
    return join(this.#scratch.logPath, name);
  }

  /** The kernel's table of the sockets in the namespace in which SIPp runs. */
  #isListening(): boolean {
    const port = this.#options.port.toString(16).toUpperCase().padStart(4, '0');
    const path = `/proc/${this.#process?.pid}/net/udp`;
    return existsSync(path) && readFileSync(path, 'utf8').includes(`:${port} `);
  }
}
