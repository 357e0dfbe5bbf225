// A door to a real Asterisk's AMI that measures how much of the time Asterisk has something to answer.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { own } from '../../support/process/lifetime.ts';

export interface AuditedAmi {
  readonly port: number;
  /** Begins to measure, and forgets what was before. */
  reset(): void;
  /** Of the time since, how much Asterisk was asked and had not answered: 0 to 1. */
  readonly share: number;
}

export async function startAuditedAmi(amiPort: number): Promise<AuditedAmi> {
  let from = performance.now();
  let askedAt = from;
  let busyMs = 0;
  const server = createServer((near) => {
    const far = connect(amiPort, '127.0.0.1');
    for (const socket of [near, far]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (chunk) => {
      askedAt = performance.now();
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      // An answer comes in pieces: it is under way until the last of them.
      busyMs += performance.now() - askedAt;
      askedAt = performance.now();
      near.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  own({
    stop: () => {
      server.close();
      return Promise.resolve();
    },
  });
  return {
    port: (server.address() as AddressInfo).port,
    reset: () => {
      from = performance.now();
      busyMs = 0;
    },
    get share() {
      return busyMs / (performance.now() - from);
    },
  };
}
