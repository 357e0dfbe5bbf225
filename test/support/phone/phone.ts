// The test's side of a phone: says what it shall do, and sees every datagram of its wire.

import { EventLog } from '../process/event-log.ts';
import { release, type Stoppable } from '../process/lifetime.ts';
import type { ManagedProcess } from '../process/managed-process.ts';
import { Call } from './call/call.ts';
import type {
  CallEvent,
  CallOptions,
  ExchangeResult,
  RequestOptions,
  SubscribeOptions,
  SubscriptionEvent,
} from './call/call-options.ts';
import type {
  Ask,
  CallApi,
  PhoneApi,
  PhoneCommand,
  PhoneReport,
  SubscriptionApi,
} from './call/remote.ts';
import { Subscription } from './call/subscription.ts';
import type {
  Behaviour,
  PhoneDatagram,
  RebootOptions,
  RegisterOptions,
  RegisterResult,
} from './phone-options.ts';
import { parseSipText, readMethod } from './sip-text.ts';

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const REQUEST_DEADLINE_MS = 20_000;

export class Phone implements Stoppable {
  /** Every datagram, sent and received, since it was started. */
  readonly datagrams = new EventLog<PhoneDatagram>();
  readonly #process: ManagedProcess;
  readonly #isReady = Promise.withResolvers<void>();
  readonly #pending = new Map<number, Pending>();
  /** What happened to each call and subscription, by its name. */
  readonly #events = new Map<string, EventLog<never>>();
  readonly #incoming = new EventLog<Call>();
  readonly #ask: Ask<PhoneApi>;
  #takenCalls = 0;
  #handedOut = new Set<PhoneDatagram>();
  #lastId = 0;

  constructor(child: ManagedProcess) {
    this.#process = child;
    this.#ask = this.#askObject<PhoneApi>('phone');
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
  register(options: RegisterOptions = {}): Promise<RegisterResult> {
    return this.#ask('register', options);
  }

  /** Takes its own contact back. */
  unregister(options: RegisterOptions = {}): Promise<RegisterResult> {
    return this.register({ ...options, expires: 0 });
  }

  /** REGISTER without a Contact: asks which contacts there are. */
  query(options: RegisterOptions = {}): Promise<RegisterResult> {
    return this.register({ ...options, contacts: [] });
  }

  /** Sends an INVITE: to a user of its domain, or to a URI. The call object is there at once. */
  async call(target: string, options: CallOptions = {}): Promise<Call> {
    return this.#createCall(await this.#ask('call', target, options));
  }

  /** The oldest call that came in and that no earlier call of this has returned. */
  async waitForCall(timeoutMs = REQUEST_DEADLINE_MS): Promise<Call> {
    const from = this.#takenCalls;
    this.#takenCalls += 1;
    return await this.#incoming.waitFor(() => true, timeoutMs, 'a call', from);
  }

  /** A request outside of dialogs: MESSAGE, OPTIONS, … */
  request(method: string, target: string, options: RequestOptions = {}): Promise<ExchangeResult> {
    return this.#ask('request', method, target, options);
  }

  /** SUBSCRIBE; resolves when that is answered. */
  async subscribe(target: string, options: SubscribeOptions): Promise<Subscription> {
    const name = await this.#ask('subscribe', target, options);
    const events = this.#eventsOf<SubscriptionEvent>(name);
    return new Subscription(this.#askObject<SubscriptionApi>(name), events);
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
    await this.#ask('send', text, to);
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
    await this.#ask('rebind', port);
  }

  async reboot(options: RebootOptions = {}): Promise<void> {
    await this.#ask('reboot', options);
  }

  async behave(behaviour: Behaviour): Promise<void> {
    await this.#ask('behave', behaviour);
  }

  async stop(): Promise<void> {
    this.#process.signal('SIGKILL');
    await this.#process.exited;
    release(this);
  }

  #askObject<Api>(object: string): Ask<Api> {
    return ((method: string, ...args: readonly unknown[]) =>
      this.#command(object, method, args)) as unknown as Ask<Api>;
  }

  #command(object: string, method: string, args: readonly unknown[]): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#lastId += 1;
    const command: PhoneCommand = { id: this.#lastId, object, method, args };
    this.#pending.set(this.#lastId, { resolve, reject });
    this.#process.child.send(command, (error) => error && reject(error));
    return promise;
  }

  #createCall(name: string): Call {
    return new Call(this.#askObject<CallApi>(name), this.#eventsOf<CallEvent>(name));
  }

  /** Events may come before the test knows the object. */
  #eventsOf<T>(name: string): EventLog<T> {
    const events = this.#events.get(name) ?? new EventLog<never>();
    this.#events.set(name, events);
    return events as unknown as EventLog<T>;
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
    } else if (report.type === 'incoming') {
      this.#incoming.append(this.#createCall(report.object));
    } else if (report.type === 'event') {
      this.#eventsOf<CallEvent | SubscriptionEvent>(report.object).append(report.event);
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
