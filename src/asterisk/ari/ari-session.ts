// One ARI session: a worker thread from its start to its end, what it is asked, and a heartbeat, since
// a frozen Asterisk keeps its connections open.

import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/app-error.ts';
import {
  type AriQuestion,
  type AriReport,
  type AriWorkerData,
  reportSchema,
} from './ari-messages.ts';
import type { AriTiming } from './ari-options.ts';
import { explainEnd, explainRefusal, explainWorkerEnd } from './ari-reasons.ts';
import { redactText } from './redact.ts';
import { Turnstile } from './turnstile.ts';

export interface SessionListener {
  onOpen(isReadOnly: boolean): void;
  onEvent(event: Readonly<Record<string, unknown>>): void;
  /** The worker said what it must not say; the session goes on. */
  onUnreadable(): void;
  /** Once, whether or not it was ever open. */
  onClose(reason: string): void;
}

type Untagged = AriQuestion extends infer One
  ? One extends unknown
    ? Omit<One, 'id'>
    : never
  : never;

interface Pending {
  readonly name: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Calls that are under way, and that wait for them; a call waits as long as the connection lasts. */
const MAX_CALLS = 8;
const MAX_WAITING_CALLS = 10_000;

/** The worker stands beside this file, as source or built. */
const WORKER_URL = new URL(
  `./ari-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);

/** Private names with #: an object that is logged by mistake shows no secret. */
export class AriSession {
  readonly #data: AriWorkerData;
  readonly #timing: AriTiming;
  readonly #listener: SessionListener;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #turnstile = new Turnstile(MAX_CALLS, MAX_WAITING_CALLS);
  #lastId = 0;
  #timer: NodeJS.Timeout;
  #isOpen = false;
  #isClosed = false;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(data: AriWorkerData, timing: AriTiming, listener: SessionListener) {
    this.#data = data;
    this.#timing = timing;
    this.#listener = listener;
    this.#worker = startWorker(data);
    this.#worker.on('message', (message: unknown) => this.#take(message));
    this.#worker.on('error', (error: unknown) => this.#close(explainWorkerEnd(this.#read(error))));
    // By itself it ends when the package waits for nothing any more, an answer that broke off.
    this.#worker.on('exit', () => this.#close(explainWorkerEnd('an answer of ARI broke off')));
    const late = `ARI does not open its WebSocket within ${timing.connectMs} ms`;
    this.#timer = setTimeout(() => this.#close(late), timing.connectMs);
  }

  /** @throws AppError ARI_REFUSED when Asterisk says no, ARI_UNREACHABLE when it says nothing */
  call(
    resource: string,
    operation: string,
    args: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    const question = { kind: 'call', resource, operation, args } as const;
    return this.#turnstile.pass(() => this.#ask(question, `${resource}.${operation}`));
  }

  /** Resolves when its thread is gone. */
  async stop(): Promise<void> {
    this.#close('farend stops');
    await this.#ended;
  }

  #ask(question: Untagged, name: string): Promise<unknown> {
    const { callMs } = this.#timing;
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new AppError('ARI_UNREACHABLE', `${name}: the connection ended`));
        return;
      }
      this.#lastId += 1;
      const id = this.#lastId;
      const timer = setTimeout(() => {
        const reason = `${name}: no answer on ARI within ${callMs} ms`;
        this.#settle(id)?.reject(new AppError('ARI_UNREACHABLE', reason));
      }, callMs);
      this.#pending.set(id, { name, resolve, reject, timer });
      this.#worker.postMessage({ ...question, id });
    });
  }

  #take(message: unknown): void {
    if (this.#isClosed) return;
    const { data } = reportSchema.safeParse(message);
    if (data === undefined) this.#listener.onUnreadable();
    else this.#act(data);
  }

  #act(report: AriReport): void {
    if (report.kind === 'event') this.#listener.onEvent(report.event);
    else if (report.kind === 'answer') this.#settle(report.id)?.resolve(report.value);
    else if (report.kind === 'refusal') this.#refuse(report.id, report.said);
    else if (report.kind === 'closed') this.#close(explainEnd(report.said));
    else this.#open(report.isReadOnly);
  }

  #refuse(id: number, said: string): void {
    const pending = this.#settle(id);
    const reason = explainRefusal(pending?.name ?? '', said, this.#data.username);
    pending?.reject(new AppError('ARI_REFUSED', reason));
  }

  #open(isReadOnly: boolean): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    clearTimeout(this.#timer);
    this.#beat();
    this.#listener.onOpen(isReadOnly);
  }

  #beat(): void {
    this.#timer = setTimeout(() => {
      this.#ask({ kind: 'heartbeat' }, 'the heartbeat').then(
        () => this.#isClosed || this.#beat(),
        (error: AppError) => this.#close(explainSilence(error)),
      );
    }, this.#timing.heartbeatMs);
  }

  #close(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const id of [...this.#pending.keys()])
      this.#settle(id)?.reject(new AppError('ARI_UNREACHABLE', reason));
    this.#ended = this.#worker.terminate();
    this.#listener.onClose(reason);
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }

  /** What the package threw, in one line and without the login. */
  #read(error: unknown): string {
    const text = error instanceof Error ? error.message : String(error);
    const { username, password } = this.#data;
    return redactText(text.replace(/\s+/g, ' ').slice(0, 300), username, password);
  }
}

/** Nothing of the environment, where secrets may be; what it prints goes nowhere. */
function startWorker(workerData: AriWorkerData): Worker {
  const worker = new Worker(WORKER_URL, {
    workerData,
    env: {},
    execArgv: [],
    // A small young generation keeps a thread at 25 MB instead of 34.
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 96 },
    stdout: true,
    stderr: true,
    name: 'ari',
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

function explainSilence(error: AppError): string {
  return error.code === 'ARI_REFUSED'
    ? `Asterisk does not take the ARI login any more: ${error.message}`
    : 'Asterisk does not answer on ARI any more: it hangs, or the way there is cut';
}
