// Asks each Asterisk by OPTIONS whether it is alive. Not oftener than every 5 s and always with the
// same From: Asterisk counts a fifth unknown sender within 5 s as an attack, and fail2ban would ban
// us for it (measured on Asterisk 22).

import { randomBytes } from 'node:crypto';
import { formatHost } from '../base/ip-address.ts';
import type { KeyedHash } from '../base/keyed-hash.ts';
import type { AsteriskPeer, AsteriskPeers } from './asterisk-peers.ts';
import type { SocketAddress } from './proxy-options.ts';
import type { UdpSocket } from './udp-socket.ts';
import { formatVia, plainToken } from './via-token.ts';

const INTERVAL_MS = 5_000;

export interface HealthEvents {
  onDown(peer: AsteriskPeer): void;
  onUp(peer: AsteriskPeer): void;
}

export class AsteriskHealth {
  private readonly hash: KeyedHash;
  private readonly peers: AsteriskPeers;
  private readonly events: HealthEvents;
  private socket: UdpSocket | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(hash: KeyedHash, peers: AsteriskPeers, events: HealthEvents) {
    this.hash = hash;
    this.peers = peers;
    this.events = events;
  }

  /** Asks now and from then on, from this socket. */
  start(socket: UdpSocket): void {
    this.stop();
    this.socket = socket;
    this.timer = setInterval(() => this.askAll(), INTERVAL_MS);
    this.askAll();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Any final answer but 503 is alive. */
  onAnswer(source: SocketAddress, statusCode: number): void {
    const peer = this.peers.find(source);
    if (peer === undefined || !this.peers.answer(peer, statusCode)) return;
    if (peer.isAlive) this.events.onUp(peer);
    else this.events.onDown(peer);
  }

  private askAll(): void {
    for (const peer of this.peers.all) {
      if (this.peers.ask(peer, Date.now())) this.events.onDown(peer);
      this.socket?.send(this.formatQuestion(peer, this.socket), peer);
    }
  }

  private formatQuestion(peer: AsteriskPeer, socket: UdpSocket): string {
    const id = randomBytes(8).toString('hex');
    const via = formatVia(
      this.hash,
      socket.name,
      {
        ...plainToken,
        kind: 'health',
        id,
        remote: peer,
        rportOffered: true,
      },
      '',
    );
    const target = `sip:${formatHost(peer.address)}:${peer.port}`;
    return (
      `OPTIONS ${target} SIP/2.0\r\nVia: ${via.value}\r\nMax-Forwards: 70\r\n` +
      `From: <sip:farend@${socket.name}>;tag=health\r\nTo: <${target}>\r\n` +
      `Call-ID: ${id}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`
    );
  }
}
