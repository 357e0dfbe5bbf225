// A door to a real Asterisk's AMI that lets one action wait: what Asterisk answers to it, and all that
// it says on that connection afterwards, comes when the test wants it, as from an Asterisk that is slow.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { EventLog } from '../process/event-log.ts';
import { own } from '../process/lifetime.ts';

export interface SlowAmi {
  readonly port: number;
  /** Every action that was sent, by its name, in order. */
  readonly actions: EventLog<string>;
  /** From now on all answers come as Asterisk gives them. */
  release(): void;
  /** Ends all connections. */
  drop(): void;
}

/** @param slowAction `PJSIPShowEndpoints` */
export async function startSlowAmi(amiPort: number, slowAction: string): Promise<SlowAmi> {
  const actions = new EventLog<string>();
  const sockets = new Set<Socket>();
  const released = Promise.withResolvers<void>();
  const server = createServer((near) => {
    const far = connect(amiPort, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    let isSlow = false;
    near.on('data', (chunk) => {
      for (const [, name = ''] of String(chunk).matchAll(/^Action: (\S+)/gim)) {
        isSlow ||= name === slowAction;
        actions.append(name);
      }
      far.write(chunk);
    });
    // One chunk waits for the other: they keep their order.
    let before = Promise.resolve();
    far.on('data', (chunk) => {
      const mayPass = isSlow ? released.promise : undefined;
      before = before.then(() => mayPass).then(() => void near.write(chunk));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  own({
    stop: () => {
      server.close();
      drop();
      return Promise.resolve();
    },
  });
  const { port } = server.address() as AddressInfo;
  return { port, actions, release: () => released.resolve(), drop };
}
