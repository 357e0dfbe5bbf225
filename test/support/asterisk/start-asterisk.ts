// Starts a real Asterisk with a configuration of its own, in a network namespace, and asks it
// questions through its command line (a Unix socket: reachable from every namespace).

import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EventLog } from '../process/event-log.ts';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import { pollUntil } from '../process/poll-until.ts';
import { runChecked } from '../process/run-command.ts';
import { createScratchDirectory, type ScratchDirectory } from '../scratch-directory.ts';
import { type AsteriskOptions, DEFAULT_SIP_PORT } from './asterisk-options.ts';
import { type AsteriskContact, type AsteriskPeer, parseContacts, parsePeer } from './contacts.ts';
import { writeConfig } from './write-config.ts';

const BOOT_DEADLINE_MS = 45_000;

/** Starts an Asterisk; resolves when it is fully booted. */
export async function startAsterisk(options: AsteriskOptions): Promise<AsteriskInstance> {
  const scratch = createScratchDirectory(`asterisk-${options.driver}`);
  const configPath = await writeConfig(options, scratch.path, scratch.logPath);
  const asterisk = own(new AsteriskInstance(options, configPath, scratch));
  await asterisk.start();
  return asterisk;
}

export class AsteriskInstance implements Stoppable {
  /** Where SIP listens, `address:port`. */
  readonly sipAddress: string;
  /** The lines of the console, those of earlier starts included. */
  readonly console = new EventLog<string>();
  readonly #options: AsteriskOptions;
  readonly #configPath: string;
  readonly #scratch: ScratchDirectory;
  #process: ManagedProcess | undefined;

  constructor(options: AsteriskOptions, configPath: string, scratch: ScratchDirectory) {
    this.#options = options;
    this.#configPath = configPath;
    this.#scratch = scratch;
    this.sipAddress = `${options.address}:${options.sipPort ?? DEFAULT_SIP_PORT}`;
  }

  /** Its configuration directory. */
  get etcPath(): string {
    return dirname(this.#configPath);
  }

  get version(): string {
    return this.#options.root.version;
  }

  /** The program with its configuration: with `-rx` behind it, a question to the running one. */
  get command(): string[] {
    return [...this.#options.root.command, '-C', this.#configPath];
  }

  /** Starts the program; resolves when it is fully booted. */
  async start(): Promise<void> {
    const from = this.console.items.length;
    const onLine = (line: string): void => {
      appendFileSync(join(this.#scratch.logPath, 'console'), `${line}\n`);
      this.console.append(line);
    };
    const started = startProcess({
      argv: [...this.#options.root.command, '-f', '-n', '-C', this.#configPath],
      namespace: this.#options.namespace,
      onStdout: onLine,
      onStderr: onLine,
    });
    this.#process = started;
    const ready = this.console.waitFor(isReady, BOOT_DEADLINE_MS, 'a booted Asterisk', from);
    const died = started.exited.then(({ code, signal }) => {
      const lastLines = this.console.items.slice(-20).join('\n');
      throw new Error(`Asterisk ended at its start (${signal ?? code}):\n${lastLines}`);
    });
    await Promise.race([ready, died]);
  }

  /** Runs one command of Asterisk's command line and returns what it prints. */
  cli(command: string): Promise<string> {
    return runChecked([...this.command, '-rx', command], { timeoutMs: 10_000 });
  }

  /** chan_pjsip: the contacts of an address-of-record. */
  async contacts(aor: string): Promise<AsteriskContact[]> {
    const database = await this.cli('database show registrar');
    return parseContacts(aor, database, await this.cli('pjsip show contacts'));
  }

  /** chan_sip: one peer, undefined when there is none of that name. */
  async peer(name: string): Promise<AsteriskPeer | undefined> {
    return parsePeer(await this.cli(`sip show peer ${name}`));
  }

  /** From now on the console shows every message, line by line. */
  async traceSip(): Promise<void> {
    const isChanSip = this.#options.driver === 'chan_sip';
    await this.cli(isChanSip ? 'sip set debug on' : 'pjsip set logger on');
  }

  /** Three new messages wait in the mailbox of an endpoint from now on. */
  async leaveMessages(endpoint: string): Promise<void> {
    await this.cli(`channel originate Local/${endpoint}@mailboxes application Wait 1`);
  }

  /** chan_pjsip: waits until the contacts of `aor` are as `accepts` wants them. */
  waitForContacts(
    aor: string,
    accepts: (contacts: readonly AsteriskContact[]) => boolean,
    timeoutMs = 20_000,
  ): Promise<AsteriskContact[]> {
    const ask = async (): Promise<AsteriskContact[] | undefined> => {
      const contacts = await this.contacts(aor);
      return accepts(contacts) ? contacts : undefined;
    };
    return pollUntil(ask, { timeoutMs, what: `the awaited state of the contacts of ${aor}` });
  }

  /** chan_sip: waits until the peer is as `accepts` wants it. */
  waitForPeer(
    name: string,
    accepts: (peer: AsteriskPeer) => boolean,
    timeoutMs = 20_000,
  ): Promise<AsteriskPeer> {
    const ask = async (): Promise<AsteriskPeer | undefined> => {
      const peer = await this.peer(name);
      return peer !== undefined && accepts(peer) ? peer : undefined;
    };
    return pollUntil(ask, { timeoutMs, what: `the awaited state of the peer ${name}` });
  }

  /** Ends the program; `start` starts it again with the same files: registrations are kept. */
  async halt(): Promise<void> {
    await this.#process?.stop();
  }

  /** Ends it as a crash does: what is not on disk is lost. */
  async crash(): Promise<void> {
    this.#process?.signal('SIGKILL');
    await this.#process?.exited;
  }

  /** Changes one of its configuration files; Asterisk reads it when it is told to. */
  async rewriteConfig(name: string, edit: (text: string) => string): Promise<void> {
    const path = join(this.etcPath, name);
    await writeFile(path, edit(await readFile(path, 'utf8')));
  }

  /** Stops its clock: datagrams wait in its sockets until `thaw`. Returns when each thread stands. */
  async freeze(): Promise<void> {
    const pid = this.#process?.pid ?? 0;
    this.#process?.signal('SIGSTOP');
    await pollUntil(async () => (isStopped(pid) ? true : undefined), {
      timeoutMs: 10_000,
      everyMs: 5,
      what: 'the end of all work in Asterisk',
    });
  }

  thaw(): void {
    this.#process?.signal('SIGCONT');
  }

  async restart(): Promise<void> {
    await this.halt();
    await this.start();
  }

  /** Ends it at once; its directory goes, its logs stay where the runner wants them. */
  async stop(): Promise<void> {
    this.#process?.signal('SIGKILL');
    await this.#process?.exited;
    this.#scratch.remove();
    release(this);
  }
}

/** proc(5): the state stands behind the name, which is in brackets. */
function isStopped(pid: number): boolean {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).every((task) =>
    / T /.test(readFileSync(`${tasks}/${task}/stat`, 'utf8').replace(/^.*\)/, '')),
  );
}

function isReady(line: string): boolean {
  return line.includes('Asterisk Ready.');
}
