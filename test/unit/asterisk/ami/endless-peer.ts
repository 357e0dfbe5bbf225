// What a test puts in the place of an Asterisk that sends without end: a listener on loopback that hangs
// up after so much, so that a connection that takes it all ends too, with another reason.

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { own } from '../../../support/process/lifetime.ts';

export const GREETING = 'Asterisk Call Manager/11.0.0\r\n';

/** @param meet is given each connection. @returns the port */
export async function startPeer(meet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).setEncoding('utf8'));
    meet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  own({
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return (server.address() as AddressInfo).port;
}

export function readActionId(text: string): string {
  return /ActionID: (\S+)/.exec(text)?.[1] ?? '';
}

export function formatSuccess(actionId: string): string {
  return `Response: Success\r\nActionID: ${actionId}\r\nMessage: ok\r\n\r\n`;
}

/** As fast as they are read; then hangs up. */
export function sendMany(socket: Socket, text: string, times: number): void {
  let left = times;
  const fill = (): void => {
    while (left > 0) {
      left -= 1;
      if (!socket.write(text)) return;
    }
    socket.end();
  };
  socket.on('drain', fill);
  fill();
}
