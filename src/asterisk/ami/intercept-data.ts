// Puts a reader between the socket that a package opens and the package's own reader: the package
// hands its socket to nobody, but Node tells of each that it makes.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const CHANNEL = 'net.client.socket';

/**
 * @param connect opens one socket before it returns, and listens for its data as text
 * @param onData gets all that comes; `pass` gives text to the package
 * @throws Error when `connect` does neither
 */
export function interceptData(
  connect: () => void,
  onData: (text: string, pass: (text: string) => void) => void,
): void {
  const socket = catchSocket(connect);
  const [read] = socket?.listeners('data') ?? [];
  if (socket === undefined || read === undefined) throw new Error('no socket was opened, or read');
  const pass = (text: string): void => Reflect.apply(read, socket, [text]);
  socket.on('data', (chunk) => onData(String(chunk), pass));
  socket.off('data', read as () => void);
}

function catchSocket(connect: () => void): Socket | undefined {
  let caught: Socket | undefined;
  const take = (message: unknown): void => {
    caught = (message as { socket: Socket }).socket;
  };
  subscribe(CHANNEL, take);
  try {
    connect();
  } finally {
    unsubscribe(CHANNEL, take);
  }
  return caught;
}
