// A process that `farend run` keeps alive: it is started again by itself whenever it ends, at first at
// once and then ever later, until it is told to stop.

import { type ChildProcess, spawn } from 'node:child_process';
import type { ServiceReport } from './parent-link.ts';

const FIRST_BACKOFF_MS = 200;
/** A child that ran this long has earned a quick restart. */
const STABLE_MS = 30_000;

export interface ChildOptions {
  /** What node is started with: its own options, the file, that file's arguments. */
  readonly argv: readonly string[];
  readonly maxBackoffMs: number;
}

export interface ChildEvents {
  /** It is at work. */
  onReport(report: ServiceReport): void;
  /** @param livedMs how long it ran */
  onDied(status: ExitStatus, restartInMs: number, livedMs: number): void;
}

/** The exit status, the signal's name, or why it could not be started. */
export type ExitStatus = number | string;

export class Child {
  private readonly options: ChildOptions;
  private readonly events: ChildEvents;
  private process: ChildProcess | undefined;
  private timer: NodeJS.Timeout | undefined;
  private startedAt = 0;
  private backoffMs = FIRST_BACKOFF_MS;
  private isStopping = false;
  private onStopped: ((status: ExitStatus) => void) | undefined;

  constructor(options: ChildOptions, events: ChildEvents) {
    this.options = options;
    this.events = events;
  }

  /** Harmless when it runs already, or stops. */
  start(): void {
    if (this.process !== undefined || this.isStopping) return;
    clearTimeout(this.timer);
    this.startedAt = performance.now();
    const child = spawn(process.execPath, [...this.options.argv], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.process = child;
    child.on('message', (report) => this.events.onReport(report as ServiceReport));
    child.once('error', (error) => this.end(child, error.message));
    child.once('exit', (code, signal) => this.end(child, code ?? signal ?? 1));
  }

  /** It reads its file again; one that waits for its restart starts with the file as it is now. */
  reload(): void {
    if (this.process !== undefined) this.process.kill('SIGHUP');
    else if (this.startedAt > 0) this.start();
  }

  /**
   * SIGTERM, and SIGKILL for one that has not ended after that time.
   *
   * @returns how it ended; 0 when it was not running
   */
  stop(graceMs: number): Promise<ExitStatus> {
    this.isStopping = true;
    clearTimeout(this.timer);
    const child = this.process;
    if (child === undefined) return Promise.resolve(0);
    child.kill('SIGTERM');
    this.timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    return new Promise((resolve) => {
      this.onStopped = resolve;
    });
  }

  private end(child: ChildProcess, status: ExitStatus): void {
    // A child that could not be started may tell so twice.
    if (this.process !== child) return;
    this.process = undefined;
    clearTimeout(this.timer);
    if (this.isStopping) this.onStopped?.(status);
    else this.restartLater(status);
  }

  private restartLater(status: ExitStatus): void {
    const livedMs = performance.now() - this.startedAt;
    if (livedMs > STABLE_MS) this.backoffMs = FIRST_BACKOFF_MS;
    this.timer = setTimeout(() => this.start(), this.backoffMs);
    this.events.onDied(status, this.backoffMs, livedMs);
    this.backoffMs = Math.min(this.backoffMs * 2, this.options.maxBackoffMs);
  }
}
