// farend on the machine of Asterisk, from outside: commands as a person types them, `farend run` as
// `farend init` says to start it, and everything of it that runs, to be killed.

import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnosis } from '../../../src/doctor/doctor-check.ts';
import { EventLog } from '../process/event-log.ts';
import { release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import { pollUntil } from '../process/poll-until.ts';
import { type CommandResult, runCommand } from '../process/run-command.ts';
import { createScratchDirectory } from '../scratch-directory.ts';

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts');
const COMMAND_DEADLINE_MS = 60_000;
const READY_DEADLINE_MS = 30_000;

interface FoundProcess {
  readonly pid: number;
  readonly parent: number;
  readonly words: readonly string[];
}

interface StatusJson {
  readonly devices: readonly { readonly endpoint: string; readonly registered: boolean }[];
}

export interface InstalledOptions {
  /** Holds the directories `farend` (for farend.yaml and secrets), `fail2ban`, `state` and `run`. */
  readonly path: string;
  /** Default: this process's own. */
  readonly namespace?: string;
  readonly asteriskConf: string;
}

export class InstalledFarend implements Stoppable {
  readonly configPath: string;
  /** The lines of `farend run`, those of earlier starts included. */
  readonly log = new EventLog<string>();
  readonly #options: InstalledOptions;
  readonly #logPath = join(createScratchDirectory('farend').logPath, 'log');
  #run: ManagedProcess | undefined;

  constructor(options: InstalledOptions) {
    this.#options = options;
    this.configPath = join(options.path, 'farend', 'farend.yaml');
  }

  /** `farend init` with the private directories in the place of the system's. */
  init(...words: readonly string[]): Promise<CommandResult> {
    return this.command(['init', '--yes', ...this.#initFlags(), ...words]);
  }

  /** The same for a person at a terminal, without `ip netns exec`. */
  initArgv(): string[] {
    return [process.execPath, MAIN, 'init', ...this.#initFlags(), '-c', this.configPath];
  }

  #initFlags(): string[] {
    const { path, asteriskConf } = this.#options;
    const directories = ['state', 'run', 'fail2ban'];
    return [
      ...['--no-systemd', '--asterisk-conf', asteriskConf],
      ...directories.flatMap((name) => [`--${name}`, join(path, name)]),
    ];
  }

  /** The same, and it has to succeed. */
  async install(...words: readonly string[]): Promise<void> {
    readSuccess('init', await this.init(...words));
  }

  /** Any command: its name, `-c FILE`, the rest. */
  command(name: readonly string[], rest: readonly string[] = []): Promise<CommandResult> {
    const words = [...name, '-c', this.configPath, ...rest];
    const { namespace } = this.#options;
    const place = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace];
    return runCommand([...place, process.execPath, MAIN, ...words], {
      timeoutMs: COMMAND_DEADLINE_MS,
    });
  }

  /** The same, for a command that has to succeed; what it printed. */
  async succeed(...words: readonly string[]): Promise<string> {
    return readSuccess(words.join(' '), await this.command(words));
  }

  /** What `farend doctor` finds, in its order. */
  async diagnose(): Promise<Diagnosis[]> {
    const { stdout, stderr } = await this.command(
      ['doctor'],
      ['--json', '--fail2ban', join(this.#options.path, 'fail2ban')],
    );
    try {
      return (JSON.parse(stdout) as { readonly checks: Diagnosis[] }).checks;
    } catch {
      throw new Error(`farend doctor says no JSON:\n${stdout}\n${stderr}`);
    }
  }

  /** What fails, a line each; empty when the doctor is content. */
  async listFailedChecks(): Promise<string[]> {
    const failed = (await this.diagnose()).filter(({ status }) => status === 'fail');
    return failed.map(({ check, what, evidence }) => [check, what, ...evidence].join(' | '));
  }

  /** Waits until `farend status` shows each of these endpoints as registered; their names. */
  waitForStatus(endpoints: readonly string[]): Promise<string[]> {
    const ask = async (): Promise<string[] | undefined> => {
      const { stdout } = await this.command(['status'], ['--json']);
      const { devices } = JSON.parse(stdout) as StatusJson;
      const shown = devices.filter(({ registered }) => registered).map(({ endpoint }) => endpoint);
      const found = endpoints.filter((endpoint) => shown.includes(endpoint));
      return found.length === endpoints.length ? found : undefined;
    };
    return pollUntil(ask, {
      timeoutMs: READY_DEADLINE_MS,
      everyMs: 250,
      what: `that farend shows ${endpoints.join(', ')}`,
    });
  }

  /** As a person does it after a change of farend.yaml. */
  async restart(): Promise<void> {
    await this.terminate();
    await this.start();
  }

  /** `farend run`; resolves when its companion answers `farend status`. */
  async start(): Promise<void> {
    const onLine = (line: string): void => {
      appendFileSync(this.#logPath, `${line}\n`);
      this.log.append(line);
    };
    const started = startProcess({
      argv: [process.execPath, MAIN, 'run', '-c', this.configPath],
      namespace: this.#options.namespace,
      onStdout: onLine,
      onStderr: onLine,
    });
    this.#run = started;
    await pollUntil(
      async () => {
        if (started.hasExited)
          throw new Error(`farend run ended:\n${this.log.items.slice(-20).join('\n')}`);
        return (await this.command(['status'])).exitCode === 0 ? true : undefined;
      },
      { timeoutMs: READY_DEADLINE_MS, everyMs: 250, what: 'an answer of farend' },
    );
  }

  /** SIGTERM, as a person ends it. */
  async terminate(): Promise<void> {
    await this.#run?.stop(10_000);
  }

  /** SIGKILL, at once, for each process that has this farend.yaml in its words and that `accepts` takes. */
  async kill(accepts: (words: readonly string[]) => boolean): Promise<void> {
    const victims = this.listProcesses().filter(({ words }) => accepts(words));
    for (const { pid } of victims) end(pid);
    await pollUntil(
      async () => {
        const left = new Set(this.listProcesses().map(({ pid }) => pid));
        return victims.some(({ pid }) => left.has(pid)) ? undefined : true;
      },
      { timeoutMs: 15_000, what: 'the end of farend' },
    );
  }

  listProcesses(): FoundProcess[] {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map(readProcess)
      .filter(({ words }) => words.includes(this.configPath));
  }

  async stop(): Promise<void> {
    await this.terminate();
    await this.kill(() => true);
    release(this);
  }
}

function readSuccess(title: string, { exitCode, stdout, stderr }: CommandResult): string {
  if (exitCode !== 0)
    throw new Error(`farend ${title} ended with ${exitCode}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** As this process can signal it; see process/find-process.ts. */
function readProcess(entry: string): FoundProcess {
  const status = readProc(entry, 'status');
  const numbers = /^NSpid:\s*(.*)$/m.exec(status)?.[1]?.split('\t');
  return {
    pid: Number(numbers?.at(-1) ?? entry),
    parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0),
    words: readProc(entry, 'cmdline').split('\0'),
  };
}

function readProc(entry: string, name: string): string {
  try {
    return readFileSync(`/proc/${entry}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
