// The phone's UDP: where it sends from, where it listens, and a record of each datagram.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { PhoneDatagram, PhoneOptions } from './phone-options.ts';

export interface Address {
  readonly address: string;
  readonly port: number;
}

export type TakeText = (text: string, source: Address) => void;

export class Wire {
  readonly #options: PhoneOptions;
  readonly #record: (datagram: PhoneDatagram) => void;
  readonly #take: TakeText;
  #sender: Socket | undefined;
  #listener: Socket | undefined;
  #port: number;

  constructor(options: PhoneOptions, record: (datagram: PhoneDatagram) => void, take: TakeText) {
    this.#options = options;
    this.#record = record;
    this.#take = take;
    this.#port = options.port ?? 5060;
  }

  /** Where it listens: the port of its Via and its Contact. */
  get port(): number {
    return this.#options.listenPort ?? this.#port;
  }

  /** Sends from `port` from now on, and listens there if nowhere else. */
  async open(port = this.#port): Promise<void> {
    this.#sender?.close();
    this.#port = port;
    const { listenPort } = this.#options;
    const listens = listenPort === undefined || listenPort === port;
    this.#sender = await this.#bind(port, listens);
    if (!listens && this.#listener === undefined) {
      this.#listener = await this.#bind(listenPort, true);
    }
  }

  /** Without `onSent`, what cannot be sent is lost as on any network. */
  transmit(
    text: string,
    to: string,
    onSent: (error: Error | null) => void = () => undefined,
  ): void {
    const [address, port] = to.split(':');
    this.#record({ direction: 'sent', text, remote: to, atMs: performance.now() });
    this.#sender?.send(Buffer.from(text, 'latin1'), Number(port), address, onSent);
  }

  async #bind(port: number, listens: boolean): Promise<Socket> {
    const socket = createSocket('udp4');
    socket.on('message', (bytes, source) => this.#receive(bytes, source, listens));
    socket.bind(port, this.#options.address);
    await once(socket, 'listening');
    return socket;
  }

  #receive(bytes: Buffer, source: RemoteInfo, listens: boolean): void {
    const text = bytes.toString('latin1');
    const remote = `${source.address}:${source.port}`;
    const direction = listens ? 'received' : 'ignored';
    this.#record({ direction, text, remote, atMs: performance.now() });
    if (listens) {
      this.#take(text, source);
    }
  }
}
