// Which program has which UDP port of this machine: /proc/net/udp and udp6 (proc_net(5)), and the process
// that holds the socket, as far as the caller may look.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { parseIpAddress } from '../base/ip-address.ts';

export interface UdpSocketEntry {
  readonly address: string;
  readonly port: number;
  readonly uid: number;
  readonly inode: number;
}

export interface UdpListener extends UdpSocketEntry {
  /** Absent where the caller may not look at other users' processes. */
  readonly pid?: number;
  /** `asterisk`, `node` */
  readonly program?: string;
}

/**
 * Every UDP socket that no peer is fixed for.
 *
 * @param directory `/proc/PID/net` shows the network that another process is in
 */
export function listUdpListeners(directory = '/proc/net'): UdpListener[] {
  const sockets = ['udp', 'udp6'].flatMap((table) =>
    parseUdpTable(readText(`${directory}/${table}`)),
  );
  const owners = sockets.length === 0 ? new Map<number, number>() : findOwners();
  return sockets.map((socket) => {
    const pid = owners.get(socket.inode);
    return pid === undefined
      ? socket
      : { ...socket, pid, program: readText(`/proc/${pid}/comm`).trim() };
  });
}

/** Sockets that are bound and not connected. */
export function parseUdpTable(text: string): UdpSocketEntry[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', remote = '', , , , , uid, , inode] = line.trim().split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      if (port === '' || !/^0+:0000$/.test(remote)) return [];
      return {
        address: parseHexAddress(address),
        port: Number.parseInt(port, 16),
        uid: Number(uid),
        inode: Number(inode),
      };
    });
}

/** Words of 32 bits in the order of this machine's bytes: little-endian on all that node runs on. */
function parseHexAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  if (bytes.length === 4) return bytes.join('.');
  const groups = bytes.toString('hex').match(/.{4}/g) ?? [];
  return parseIpAddress(groups.join(':')) ?? hex;
}

/** Inode of a socket → process. */
function findOwners(): Map<number, number> {
  const owners = new Map<number, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    for (const inode of listSocketInodes(pid)) owners.set(inode, Number(pid));
  return owners;
}

function listSocketInodes(pid: string): number[] {
  try {
    const directory = `/proc/${pid}/fd`;
    return readdirSync(directory).flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readLink(`${directory}/${fd}`))?.[1];
      return inode === undefined ? [] : Number(inode);
    });
  } catch {
    return [];
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
