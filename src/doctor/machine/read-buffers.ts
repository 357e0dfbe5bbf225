// How much of UDP the kernel holds for a socket, and what it could not hold so far.

import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { WANTED_LIMIT } from './buffer-facts.ts';

/** Opens a socket that asks for as much as farend's do, and closes it. In bytes, as the kernel counts. */
export function measureGrant(): Promise<number> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: WANTED_LIMIT });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      const granted = socket.getRecvBufferSize();
      socket.close(() => resolve(granted));
    });
  });
}

/** Datagrams that these sockets had no room for, since they were opened. */
export function countDrops(inodes: ReadonlySet<number>): number {
  return sumDrops(`${readText('/proc/net/udp')}\n${readText('/proc/net/udp6')}`, inodes);
}

/** Of /proc/net/udp: the tenth column is the inode, the last one the drops (net/ipv4/udp.c). */
export function sumDrops(table: string, inodes: ReadonlySet<number>): number {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => inodes.has(Number(columns[9])))
    .reduce((sum, columns) => sum + Number(columns.at(-1)), 0);
}

/** Without IPv6 there is no table for it. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
