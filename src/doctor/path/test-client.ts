// The socket of the self-test: sends requests as a phone does, waits for their
// answers, and answers what is asked of it with 200.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { formatAddressPort, isIpv6 } from '../../base/ip-address.ts';
import { headerName } from '../../sip/header-name.ts';
import { type MessageView, parseMessage } from '../../sip/message-view.ts';
import { ParseFailure } from '../../sip/parse-failure.ts';
import type { Exchange } from './path-facts.ts';
import { formatTestOk, readTestAnswer, readTopBranch } from './test-message.ts';

/** When a request is sent, in milliseconds after the first time: T1, and twice that. */
const SENT_AGAIN_MS = [500, 1_500];
const DEADLINE_MS = 3_000;

interface Target {
  readonly address: string;
  readonly port: number;
}

type Listener<Seen> = (seen: Seen) => void;

export class TestClient {
  readonly address: string;
  private readonly socket: Socket;
  /** By what an answer repeats: a branch, or a STUN transaction. */
  private readonly waiting = new Map<string, Listener<Exchange>>();
  private readonly requestListeners = new Set<Listener<MessageView>>();

  private constructor(address: string, socket: Socket) {
    this.address = address;
    this.socket = socket;
    socket.on('message', (bytes, source) => this.take(bytes, source));
  }

  /** Any free port of an address of this machine. @throws the error of the system */
  static open(address: string): Promise<TestClient> {
    const socket = createSocket(isIpv6(address) ? 'udp6' : 'udp4');
    return new Promise((resolve, reject) => {
      socket.once('error', (error) => {
        socket.close();
        reject(error);
      });
      socket.bind({ address, port: 0, exclusive: true }, () => {
        socket.removeAllListeners('error');
        // What cannot be sent gets no answer, and that is told.
        socket.on('error', () => undefined);
        resolve(new TestClient(address, socket));
      });
    });
  }

  /** `address:port` of its own. */
  get name(): string {
    return formatAddressPort(this.address, this.socket.address().port);
  }

  /** A SIP request and its final answer. */
  ask(text: string, branch: string, target: Target): Promise<Exchange> {
    return this.exchange(Buffer.from(text, 'latin1'), branch, target);
  }

  /** True when the bytes that stand for a transaction come back. */
  async ping(bytes: Buffer, transaction: string, target: Target): Promise<boolean> {
    return (await this.exchange(bytes, transaction, target)).roundTripMs !== undefined;
  }

  /** True when one is asked that `accepts` takes, within the time. Each is answered with 200. */
  waitForRequest(accepts: (request: MessageView) => boolean, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (isSeen: boolean) => {
        clearTimeout(timer);
        this.requestListeners.delete(listener);
        resolve(isSeen);
      };
      const listener = (request: MessageView) => {
        if (accepts(request)) finish(true);
      };
      const timer = setTimeout(() => finish(false), withinMs);
      this.requestListeners.add(listener);
    });
  }

  close(): void {
    this.socket.close();
  }

  private exchange(bytes: Buffer, key: string, { address, port }: Target): Promise<Exchange> {
    const startedAt = performance.now();
    const send = () => this.socket.send(bytes, port, address, () => undefined);
    const timers = SENT_AGAIN_MS.map((ms) => setTimeout(send, ms));
    return new Promise((resolve) => {
      const finish = (exchange: Exchange) => {
        for (const timer of [...timers, deadline]) clearTimeout(timer);
        this.waiting.delete(key);
        resolve(exchange);
      };
      const deadline = setTimeout(() => finish({}), DEADLINE_MS);
      this.waiting.set(key, (answered) =>
        finish({ ...answered, roundTripMs: performance.now() - startedAt }),
      );
      send();
    });
  }

  private take(bytes: Buffer, source: RemoteInfo): void {
    // A STUN message begins with two zero bits (RFC 5389 §6), SIP with a letter.
    if ((bytes[0] ?? 0) < 0x40) {
      this.waiting.get(bytes.subarray(4, 20).toString('hex'))?.({});
      return;
    }
    const message = parseMessage(bytes);
    if (message instanceof ParseFailure) return;
    if (message.startLine.kind === 'request') this.answer(message, source);
    else this.takeAnswer(message, source);
  }

  private takeAnswer(message: MessageView, { address, port }: RemoteInfo): void {
    const answer = readTestAnswer(message);
    const branch = readTopBranch(message);
    if (answer === undefined || branch === undefined || answer.statusCode < 200) return;
    this.waiting.get(branch)?.({ answer, answeredFrom: formatAddressPort(address, port) });
  }

  private answer(request: MessageView, { address, port }: RemoteInfo): void {
    const toTag = request.firstValue(headerName.callId)?.slice(0, 16).replaceAll(/\W/g, '') ?? '';
    const text = formatTestOk(request, `d${toTag}`);
    this.socket.send(Buffer.from(text, 'latin1'), port, address, () => undefined);
    for (const listener of this.requestListeners) listener(request);
  }
}
