// One UDP socket bound to one address: receives datagrams, sends text whose characters are bytes.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { AppError } from '../base/app-error.ts';
import { formatAddressPort, isIpv6 } from '../base/ip-address.ts';
import { post, type SendCallback, sendPosted } from './outbox.ts';
import type { SocketAddress } from './proxy-options.ts';

/** What the kernel may queue while the process is busy; it grants what its own limit allows. */
const BUFFER_BYTES = 4 * 1024 * 1024;

export interface DatagramHandler {
  onDatagram(bytes: Buffer, source: RemoteInfo, socket: UdpSocket): void;
  onSendError(error: unknown, socket: UdpSocket): void;
}

export class UdpSocket {
  readonly address: string;
  readonly port: number;
  /** `address:port`, the name under which flows remember this socket. */
  readonly name: string;
  private readonly handler: DatagramHandler;
  private readonly socket: Socket;
  private isOpen = false;
  private readonly onSent: SendCallback = (error) => {
    if (error !== null) this.handler.onSendError(error, this);
  };

  constructor({ address, port }: SocketAddress, handler: DatagramHandler) {
    this.address = address;
    this.port = port;
    this.name = formatAddressPort(address, port);
    this.handler = handler;
    const family = isIpv6(address) ? 6 : 4;
    this.socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      ipv6Only: family === 6,
      // Only IP literals are ever sent to; this skips the resolver for each datagram.
      lookup: (host, _, callback) => callback(null, host, family),
      recvBufferSize: BUFFER_BYTES,
      sendBufferSize: BUFFER_BYTES,
    });
  }

  /** Binds the socket; an AppError SOCKET_UNAVAILABLE says which address and why. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.once('error', (error) => {
        this.socket.close();
        reject(explain(error, this.name));
      });
      this.socket.bind({ address: this.address, port: this.port, exclusive: true }, () => {
        this.socket.removeAllListeners('error');
        this.socket.on('error', (error) => this.handler.onSendError(error, this));
        this.socket.on('message', (bytes, source) => this.handler.onDatagram(bytes, source, this));
        this.isOpen = true;
        resolve();
      });
    });
  }

  /**
   * Sends a datagram within this turn of the event loop; what goes wrong reaches the handler. A
   * message that was held may come after the end: it is left out.
   */
  send(text: string, remote: SocketAddress): void {
    if (this.isOpen) post(this.socket, text, remote, this.onSent);
  }

  /** Sends what is still to go and closes; a socket that was never opened needs none of it. */
  close(): Promise<void> {
    if (!this.isOpen) return Promise.resolve();
    sendPosted();
    this.isOpen = false;
    return new Promise((resolve) => {
      this.socket.close(() => resolve());
    });
  }
}

function explain(error: NodeJS.ErrnoException, name: string): AppError {
  const cures: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program has it: stop that one, or listen on another port',
    EADDRNOTAVAIL: 'no interface of this machine has that address',
    EACCES: 'ports below 1024 need root or CAP_NET_BIND_SERVICE',
  };
  const cure = cures[error.code ?? ''] ?? error.message;
  return new AppError('SOCKET_UNAVAILABLE', `udp://${name} cannot be opened: ${cure}`, {
    cause: error,
  });
}
