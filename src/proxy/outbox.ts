// Datagrams leave together at the end of the event loop's turn. While Asterisk and phones are busy
// with the first of them, the others arrive without waking them anew. An idle proxy sends at once
// all the same.

import type { Socket } from 'node:dgram';
import type { SocketAddress } from './proxy-options.ts';

export type SendCallback = (error: Error | null) => void;

interface Departure {
  readonly socket: Socket;
  readonly bytes: Buffer;
  readonly remote: SocketAddress;
  readonly onSent: SendCallback;
}

let departures: Departure[] = [];

/**
 * @param text one character per byte
 * @param onSent one function for all datagrams of a socket: without it, node tells nobody of errors
 */
export function post(
  socket: Socket,
  text: string,
  remote: SocketAddress,
  onSent: SendCallback,
): void {
  if (departures.length === 0) setImmediate(sendPosted);
  departures.push({ socket, bytes: Buffer.from(text, 'latin1'), remote, onSent });
}

/** Sends what waits; before a socket is closed, nothing of it may be left. */
export function sendPosted(): void {
  const leaving = departures;
  departures = [];
  for (const { socket, bytes, remote, onSent } of leaving) {
    try {
      socket.send(bytes, remote.port, remote.address, onSent);
    } catch (error) {
      onSent(error as Error);
    }
  }
}
