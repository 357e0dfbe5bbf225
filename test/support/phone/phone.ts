// The test's side of a phone: says what it shall do, and sees every datagram of its wire.

import { EventLog } from '../process/event-log.ts';
import { release, type Stoppable } from '../process/lifetime.ts';
import type { ManagedProcess } from '../process/managed-process.ts';
import type {
  Behaviour,
  PhoneCommand,
  PhoneDatagram,
  PhoneReport,
  RebootOptions,
  RegisterOptions,
  RegisterResult,
} from './phone-options.ts';
import { parseSipText, readMethod } from './sip-text.ts';

type Request = PhoneCommand extends infer C ? (C extends unknown ? Omit<C, 'id'> : never) : never;

interface Pending {
  readonly resolve: (result: RegisterResult | undefined) => void;
  readonly reject: (error: Error) => void;
}

const REQUEST_DEADLINE_MS = 5000;

export class Phone implements Stoppable {
  /** Every datagram, sent and received, since it was started. */
  readonly datagrams = new EventLog<PhoneDatagram>();
  readonly #process: ManagedProcess;
  readonly #isReady = Promise.withResolvers<void>();
  readonly #pending = new Map<number, Pending>();
  #handedOut = new Set<PhoneDatagram>();
  #lastId = 0;

  constructor(child: ManagedProcess) {
    this.#process = child;
    child.child.on('message', (report: PhoneReport) => this.#take(report));
    child.child.on('exit', () => this.#rejectPending());
  }

  /** Resolves when it listens. */
  get ready(): Promise<void> {
    return this.#isReady.promise;
  }

  /** Received datagrams, oldest first. */
  get received(): PhoneDatagram[] {
    return this.datagrams.items.filter(({ direction }) => direction === 'received');
  }

  /** REGISTER, with the answer to a challenge. */
  async register(options: RegisterOptions = {}): Promise<RegisterResult> {
    const result = await this.#ask({ type: 'register', options });
    if (result === undefined) {
      throw new Error('the phone did not tell how it fared');
    }
    return result;
  }

  /** Takes its own contact back. */
  unregister(options: RegisterOptions = {}): Promise<RegisterResult> {
    return this.register({ ...options, expires: 0 });
  }

  /** REGISTER without a Contact: asks which contacts there are. */
  query(options: RegisterOptions = {}): Promise<RegisterResult> {
    return this.register({ ...options, contacts: [] });
  }

  /**
   * The oldest request of that method that no earlier call has returned; waits when there is none.
   * Requests that came before something that the test has just done: `forgetRequests()` first.
   */
  async waitForRequest(method: string, timeoutMs = REQUEST_DEADLINE_MS): Promise<PhoneDatagram> {
    const request = await this.datagrams.waitFor(
      (datagram) => !this.#handedOut.has(datagram) && isRequest(datagram, method),
      timeoutMs,
      `a ${method}`,
    );
    this.#handedOut.add(request);
    return request;
  }

  /** waitForRequest looks only at what comes from now on. */
  forgetRequests(): void {
    this.#handedOut = new Set(this.datagrams.items);
  }

  /** Sends any text (one character per byte) from the phone's socket to `address:port`. */
  async send(text: string, to: string): Promise<void> {
    await this.#ask({ type: 'send', text, to });
  }

  /** The next datagram that the phone receives from now on and that `accepts` takes. */
  waitForDatagram(
    accepts: (datagram: PhoneDatagram) => boolean,
    timeoutMs = REQUEST_DEADLINE_MS,
  ): Promise<PhoneDatagram> {
    return this.datagrams.waitFor(
      (datagram) => datagram.direction === 'received' && accepts(datagram),
      timeoutMs,
      'the awaited datagram',
      this.datagrams.items.length,
    );
  }

  async rebind(port: number): Promise<void> {
    await this.#ask({ type: 'rebind', port });
  }

  async reboot(options: RebootOptions = {}): Promise<void> {
    await this.#ask({ type: 'reboot', options });
  }

  async behave(behaviour: Behaviour): Promise<void> {
    await this.#ask({ type: 'behave', behaviour });
  }

  async stop(): Promise<void> {
    this.#process.signal('SIGKILL');
    await this.#process.exited;
    release(this);
  }

  #ask(request: Request): Promise<RegisterResult | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<RegisterResult | undefined>();
    this.#lastId += 1;
    this.#pending.set(this.#lastId, { resolve, reject });
    this.#process.child.send({ ...request, id: this.#lastId }, (error) => error && reject(error));
    return promise;
  }

  #rejectPending(): void {
    for (const { reject } of this.#pending.values()) {
      reject(new Error('the phone has ended'));
    }
    this.#pending.clear();
  }

  #take(report: PhoneReport): void {
    if (report.type === 'datagram') {
      this.datagrams.append(report.datagram);
    } else if (report.type === 'ready') {
      this.#isReady.resolve();
    } else {
      this.#settle(report);
    }
  }

  #settle(report: PhoneReport & { type: 'reply' | 'failure' }): void {
    const pending = this.#pending.get(report.id);
    this.#pending.delete(report.id);
    if (report.type === 'reply') {
      pending?.resolve(report.result);
    } else {
      pending?.reject(new Error(report.reason));
    }
  }
}

function isRequest(datagram: PhoneDatagram, method: string): boolean {
  return datagram.direction === 'received' && readMethod(parseSipText(datagram.text)) === method;
}
