// The phone itself, in its process: one registration, any number of calls and subscriptions. It does
// what a simple real phone does, and answers every request.

import type {
  CallEvent,
  CallOptions,
  ExchangeResult,
  RequestOptions,
  SubscribeOptions,
  SubscriptionEvent,
} from './call/call-options.ts';
import { IncomingCall } from './call/incoming-call.ts';
import { openMediaSession } from './call/media-session.ts';
import { OutgoingCall } from './call/outgoing-call.ts';
import type { CallApi, PhoneApi, SubscriptionApi } from './call/remote.ts';
import { SubscriptionSession } from './call/subscription-session.ts';
import type {
  Behaviour,
  PhoneDatagram,
  PhoneOptions,
  RebootOptions,
  RegisterOptions,
  RegisterResult,
} from './phone-options.ts';
import { formatAor, formatUserUri } from './phone-request.ts';
import { createToken, Registration } from './registration.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { findHeaderValue, parseSipText, readStatusCode } from './sip-text.ts';
import { UserAgent } from './user-agent.ts';
import { describeExchange } from './user-agent-client.ts';

/** What the phone tells without being asked. */
export interface PhoneObserver {
  datagram(datagram: PhoneDatagram): void;
  incoming(object: string): void;
  event(object: string, event: CallEvent | SubscriptionEvent): void;
}

const REGISTER_TIMES = { t1Ms: 100, timeoutMs: 2000 };

export class SipPhone implements PhoneApi {
  /** Calls and subscriptions, by the names that the test knows. */
  readonly objects = new Map<string, CallApi | SubscriptionApi>();
  readonly #options: PhoneOptions;
  readonly #observer: PhoneObserver;
  readonly #userAgent: UserAgent;
  #registration: Registration;
  #behaviour: Behaviour;
  #exchange: PhoneDatagram[] = [];
  #lastObject = 0;

  constructor(options: PhoneOptions, observer: PhoneObserver) {
    this.#options = options;
    this.#observer = observer;
    this.#behaviour = { ...(options.calls && { calls: options.calls }) };
    this.#userAgent = new UserAgent(
      options,
      (datagram) => this.#record(datagram),
      (transaction) => this.#takeRequest(transaction),
    );
    this.#registration = this.#createRegistration(options.callId);
  }

  /** Opens the socket. */
  start(): Promise<void> {
    return this.#userAgent.wire.open();
  }

  /** Lives on at another port; nothing else changes. */
  rebind(port: number): Promise<void> {
    return this.#userAgent.wire.open(port);
  }

  /** As after a power cut: another Call-ID, nothing remembered. */
  async reboot(options: RebootOptions): Promise<void> {
    this.#registration = this.#createRegistration();
    await this.#userAgent.wire.open(options.newPort);
  }

  /** From now on it answers otherwise, or not at all. */
  async behave(behaviour: Behaviour): Promise<void> {
    this.#behaviour = behaviour;
    this.#userAgent.server.isDeaf = behaviour.deaf === true;
  }

  /** Sends any text from the phone's socket; resolves when it is on the wire. */
  send(text: string, to: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#userAgent.wire.transmit(text, to, (error) =>
      error === null ? resolve() : reject(error),
    );
    return promise;
  }

  /** REGISTER, until there is a final answer or the time is up. */
  async register(options: RegisterOptions): Promise<RegisterResult> {
    this.#exchange = [];
    const { port } = this.#userAgent.wire;
    const { outcome, response } = await this.#registration.register(options, port);
    const messages = this.#exchange.filter(({ text }) => this.#isOfRegistration(text));
    const statusCode = response && readStatusCode(response);
    return { outcome, statusCode, response: response?.text, messages };
  }

  /** A request outside of dialogs, until its final answer. */
  async request(method: string, target: string, options: RequestOptions): Promise<ExchangeResult> {
    const from = `<${formatAor(this.#options)}>;tag=${createToken()}`;
    const requestUri = formatUserUri(this.#options, target);
    const callId = options.callId ?? `${createToken()}@${this.#options.address}`;
    let cSeq = 0;
    const response = await this.#userAgent.client.exchange((headers) => {
      cSeq += 1;
      const parts = {
        method,
        requestUri,
        routes: this.#options.preloadedRoute ?? [],
        from,
        to: `<${requestUri}>`,
        callId,
        cSeq,
        headers,
        lines: options.headers ?? [],
        body: options.body,
      };
      return { parts, nextHop: this.#userAgent.client.nextHop };
    }, options.credentials !== false);
    return describeExchange(response);
  }

  async call(target: string, options: CallOptions): Promise<string> {
    const name = this.#nextName('call');
    const media = await openMediaSession(this.#options.address, options.sdp ?? {});
    const call = new OutgoingCall(this.#userAgent, this.#emitAs(name), media);
    this.objects.set(name, call);
    call.start(target, options);
    return name;
  }

  async subscribe(target: string, options: SubscribeOptions): Promise<string> {
    const name = this.#nextName('subscription');
    const emit = this.#emitAs(name);
    const subscription = new SubscriptionSession(this.#userAgent, emit, target, options);
    this.objects.set(name, subscription);
    await subscription.refresh(options.expires ?? 120);
    return name;
  }

  #takeRequest(transaction: ServerTransaction): void {
    const { calls, answerStatus } = this.#behaviour;
    if (transaction.method === 'INVITE' && calls !== undefined) {
      this.#takeCall(transaction).catch(() => undefined);
    } else {
      const statusCode = answerStatus ?? (transaction.method === 'INVITE' ? 486 : 200);
      transaction.respond({ statusCode, toTag: createToken() });
    }
  }

  async #takeCall(invite: ServerTransaction): Promise<void> {
    const calls = this.#behaviour.calls ?? {};
    const name = this.#nextName('call');
    const media = await openMediaSession(this.#options.address, calls.sdp ?? {});
    const call = new IncomingCall(this.#userAgent, this.#emitAs(name), media, invite);
    this.objects.set(name, call);
    this.#observer.incoming(name);
    await call.follow(calls);
  }

  #nextName(kind: string): string {
    this.#lastObject += 1;
    return `${kind}-${this.#lastObject}`;
  }

  #emitAs(name: string): (event: CallEvent | SubscriptionEvent) => void {
    return (event) => this.#observer.event(name, event);
  }

  #createRegistration(callId?: string): Registration {
    const {
      proxy,
      t1Ms = REGISTER_TIMES.t1Ms,
      timeoutMs = REGISTER_TIMES.timeoutMs,
    } = this.#options;
    return new Registration(
      this.#options,
      (text) => this.#userAgent.client.transactText(text, proxy, { t1Ms, timeoutMs }),
      callId,
    );
  }

  #isOfRegistration(text: string): boolean {
    return findHeaderValue(parseSipText(text), 'call-id') === this.#registration.callId;
  }

  #record(datagram: PhoneDatagram): void {
    this.#exchange.push(datagram);
    this.#observer.datagram(datagram);
  }
}
