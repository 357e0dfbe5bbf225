// A long-running child of the lab: optionally in a network namespace, its output read line by line,
// ended by its pid at the latest when this process ends.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ProcessOptions {
  readonly argv: readonly string[];
  readonly namespace?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly ipc?: boolean;
  /** Its standard input is the test's to write, by `child.stdin`; default: it has none. */
  readonly hasInput?: boolean;
  readonly onStdout?: (line: string) => void;
  readonly onStderr?: (line: string) => void;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const livePids = new Set<number>();

process.on('exit', () => {
  for (const pid of livePids) {
    signalPid(pid, 'SIGKILL');
  }
});

/** The command as it runs inside `namespace` (`ip` replaces itself, so the pid is the command's). */
function formatNamespaceCommand(namespace: string | undefined, argv: readonly string[]): string[] {
  return namespace === undefined ? [...argv] : ['ip', 'netns', 'exec', namespace, ...argv];
}

export class ManagedProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly exited: Promise<ExitStatus>;
  #hasExited = false;

  constructor(child: ChildProcess) {
    this.child = child;
    this.pid = child.pid ?? 0;
    this.exited = this.#watch();
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** Sends `signal`; false when the process has ended already. */
  signal(signal: NodeJS.Signals): boolean {
    return !this.#hasExited && signalPid(this.pid, signal);
  }

  /** SIGTERM, and SIGKILL for what has not ended after `graceMs`. */
  async stop(graceMs = 3000): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(timer);
  }

  #watch(): Promise<ExitStatus> {
    const { promise, resolve } = Promise.withResolvers<ExitStatus>();
    const finish = (status: ExitStatus): void => {
      this.#hasExited = true;
      livePids.delete(this.pid);
      resolve(status);
    };
    this.child.on('error', () => finish({ code: 127, signal: null }));
    this.child.on('exit', (code, signal) => finish({ code, signal }));
    return promise;
  }
}

/** Starts a child; it ends at the latest with this process. */
export function startProcess(options: ProcessOptions): ManagedProcess {
  const [file = '', ...args] = formatNamespaceCommand(options.namespace, options.argv);
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: [
      options.hasInput === true ? 'pipe' : 'ignore',
      'pipe',
      'pipe',
      options.ipc === true ? 'ipc' : 'ignore',
    ],
  });
  followLines(child.stdout, options.onStdout);
  followLines(child.stderr, options.onStderr);
  if (child.pid !== undefined) {
    livePids.add(child.pid);
  }
  return new ManagedProcess(child);
}

function followLines(
  stream: NodeJS.ReadableStream | null,
  onLine: ((line: string) => void) | undefined,
): void {
  if (stream === null) {
    return;
  }
  createInterface({ input: stream }).on('line', (line) => onLine?.(line));
}

function signalPid(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return pid > 0 && process.kill(pid, signal);
  } catch {
    return false;
  }
}
