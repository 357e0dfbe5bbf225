// The phone itself: one UDP socket, one registration. It does what a simple real phone does, and no
// more: retransmissions, digest, and an answer to every request.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { formatAnswer, formatAnswerAddress } from './phone-answer.ts';
import type {
  Behaviour,
  PhoneDatagram,
  PhoneOptions,
  RebootOptions,
  RegisterOptions,
  RegisterResult,
} from './phone-options.ts';
import { formatSentBy } from './phone-request.ts';
import { createToken, Registration } from './registration.ts';
import {
  findHeaderValue,
  parseSipText,
  readMethod,
  readStatusCode,
  type SipText,
} from './sip-text.ts';
import { Transaction } from './transaction.ts';

export class SipPhone {
  readonly #options: PhoneOptions;
  readonly #onDatagram: (datagram: PhoneDatagram) => void;
  #registration: Registration;
  #socket: Socket | undefined;
  #port: number;
  #behaviour: Behaviour = {};
  #transaction: Transaction | undefined;
  #exchange: PhoneDatagram[] = [];

  constructor(options: PhoneOptions, onDatagram: (datagram: PhoneDatagram) => void) {
    this.#options = options;
    this.#onDatagram = onDatagram;
    this.#port = options.port ?? 5060;
    this.#registration = this.#createRegistration(options.callId);
  }

  /** Opens the socket. */
  async start(): Promise<void> {
    await this.rebind(this.#port);
  }

  /** Lives on at another port; nothing else changes. */
  async rebind(port: number): Promise<void> {
    this.#socket?.close();
    this.#port = port;
    this.#socket = createSocket('udp4');
    this.#socket.on('message', (bytes, source) => this.#receive(bytes, source));
    this.#socket.bind(port, this.#options.address);
    await once(this.#socket, 'listening');
  }

  /** As after a power cut: another Call-ID, nothing remembered. */
  async reboot(options: RebootOptions): Promise<void> {
    this.#registration = this.#createRegistration();
    await this.rebind(options.newPort ?? this.#port);
  }

  /** From now on it answers otherwise, or not at all. */
  behave(behaviour: Behaviour): void {
    this.#behaviour = behaviour;
  }

  /** Sends any text from the phone's socket; resolves when it is on the wire. */
  send(text: string, to: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#transmit(text, to, (error) => (error === null ? resolve() : reject(error)));
    return promise;
  }

  /** REGISTER, until there is a final answer or the time is up. */
  async register(options: RegisterOptions): Promise<RegisterResult> {
    this.#exchange = [];
    const { outcome, response } = await this.#registration.register(options, this.#port);
    const messages = this.#exchange.filter(({ text }) => this.#isOfRegistration(text));
    const statusCode = response && readStatusCode(response);
    return { outcome, statusCode, response: response?.text, messages };
  }

  #createRegistration(callId?: string): Registration {
    const transact = (text: string, branch: string) => this.#transact(text, branch);
    return new Registration(this.#options, transact, callId);
  }

  /** The answer is taken by #receive; only one request is under way at a time. */
  #transact(text: string, branch: string): Promise<SipText | undefined> {
    const { t1Ms = 100, timeoutMs = 2000, proxy } = this.#options;
    const transaction = new Transaction(branch, formatSentBy(this.#options, this.#port));
    this.#transaction = transaction;
    return transaction.run(() => this.#transmit(text, proxy), t1Ms, timeoutMs);
  }

  #receive(bytes: Buffer, source: RemoteInfo): void {
    const text = bytes.toString('latin1');
    const remote = `${source.address}:${source.port}`;
    this.#record({ direction: 'received', text, remote, atMs: performance.now() });
    const message = parseSipText(text);
    const method = readMethod(message);
    if (method !== undefined && method !== 'ACK') {
      this.#answer(message, method, source);
    }
    if ((readStatusCode(message) ?? 0) >= 200) {
      this.#transaction?.take(message);
    }
  }

  #answer(request: SipText, method: string, source: RemoteInfo): void {
    if (this.#behaviour.deaf !== true) {
      const statusCode = this.#behaviour.answerStatus ?? (method === 'INVITE' ? 486 : 200);
      const answer = formatAnswer(request, statusCode, createToken(), source);
      this.#transmit(answer, formatAnswerAddress(request, source));
    }
  }

  /** Without `onSent`, what cannot be sent is lost as on any network. */
  #transmit(
    text: string,
    to: string,
    onSent: (error: Error | null) => void = () => undefined,
  ): void {
    const [address, port] = to.split(':');
    this.#record({ direction: 'sent', text, remote: to, atMs: performance.now() });
    this.#socket?.send(Buffer.from(text, 'latin1'), Number(port), address, onSent);
  }

  #isOfRegistration(text: string): boolean {
    return findHeaderValue(parseSipText(text), 'call-id') === this.#registration.callId;
  }

  #record(datagram: PhoneDatagram): void {
    this.#exchange.push(datagram);
    this.#onDatagram(datagram);
  }
}
