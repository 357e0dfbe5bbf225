// Starts a receiver of alerts and heartbeats on loopback beside farend, and keeps what it was sent.

import { fileURLToPath } from 'node:url';
import { EventLog } from '../process/event-log.ts';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';

export interface LabRequest {
  /** When it came, milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const DEADLINE_MS = 20_000;
const PORT = 8_099;

export async function startReceiver(namespace: string): Promise<LabReceiver> {
  const receiver = own(new LabReceiver(namespace));
  await receiver.ready;
  return receiver;
}

export class LabReceiver implements Stoppable {
  readonly url = `http://127.0.0.1:${PORT}`;
  readonly requests = new EventLog<LabRequest>();
  readonly ready: Promise<unknown>;
  readonly #lines = new EventLog<string>();
  readonly #process: ManagedProcess;

  constructor(namespace: string) {
    const program = fileURLToPath(new URL('./receiver-process.ts', import.meta.url));
    this.#process = startProcess({
      argv: [process.execPath, program, String(PORT)],
      namespace,
      hasInput: true,
      onStdout: (line) => this.#take(line),
      onStderr: (line) => this.#lines.append(line),
    });
    this.ready = this.#lines.waitFor(
      (line) => line.includes('isReady'),
      DEADLINE_MS,
      'a receiver of alerts',
    );
  }

  waitFor(
    accepts: (request: LabRequest) => boolean,
    timeoutMs = DEADLINE_MS,
    from = 0,
  ): Promise<LabRequest> {
    return this.requests.waitFor(accepts, timeoutMs, 'the awaited request', from);
  }

  /** It takes requests and answers none, or answers again; resolves when that holds. */
  async behave(how: 'hang' | 'answer'): Promise<void> {
    const from = this.#lines.items.length;
    this.#process.child.stdin?.write(`${how}\n`);
    const obeyed = (line: string) => line.includes('obeyed');
    await this.#lines.waitFor(obeyed, DEADLINE_MS, 'a receiver that obeys', from);
  }

  /** Resolves when no request came for as long as that. */
  async waitForSilence(ms: number): Promise<void> {
    for (;;) {
      const from = this.requests.items.length;
      const next = this.requests.waitFor(() => true, ms, 'a request', from);
      const isSilent = await next.then(
        () => false,
        () => true,
      );
      if (isSilent) return;
    }
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    release(this);
  }

  #take(line: string): void {
    this.#lines.append(line);
    const { request } = JSON.parse(line) as { request?: LabRequest };
    if (request !== undefined) this.requests.append(request);
  }
}
