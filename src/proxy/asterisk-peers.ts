// The Asterisks behind the proxy: which of them is alive, and which one gets a request.

import { formatAddressPort } from '../base/ip-address.ts';
import type { KeyedHash } from '../base/keyed-hash.ts';
import type { SocketAddress } from './proxy-options.ts';
import { RecentKeys } from './recent-keys.ts';

export interface AsteriskPeer extends SocketAddress {
  /** `address:port`. */
  readonly name: string;
  isAlive: boolean;
  /** When the unanswered health question went out, by the proxy's clock; 0 when none is open. */
  askedAt: number;
  unanswered: number;
}

/**
 * A CANCEL and the ACK to a refusal name no Asterisk, and must find that of their INVITE, which may
 * ring for minutes (timer C, RFC 3261 §16.6 step 11, is more than three).
 */
const STICKY_MS = 300_000;
const MAX_STICKY = 65_536;
/** One lost datagram proves nothing. */
const UNANSWERED_UNTIL_DEAD = 2;

export class AsteriskPeers {
  private readonly hash: KeyedHash;
  /** Index of the peer by Call-ID. */
  private chosen = new RecentKeys(STICKY_MS, MAX_STICKY);
  private peers: AsteriskPeer[] = [];
  private localAddresses: ReadonlySet<string> = new Set();

  constructor(hash: KeyedHash) {
    this.hash = hash;
  }

  get all(): readonly AsteriskPeer[] {
    return this.peers;
  }

  /** Keeps what is known about addresses that stay. A new one counts as alive until it is silent. */
  replace(addresses: readonly SocketAddress[], localAddresses: readonly string[]): void {
    this.localAddresses = new Set(localAddresses);
    if (!this.isChange(addresses)) return;
    this.chosen = new RecentKeys(STICKY_MS, MAX_STICKY);
    this.peers = addresses.map(({ address, port }) => {
      const name = formatAddressPort(address, port);
      const known = this.peers.find((peer) => peer.name === name);
      return known ?? { address, port, name, isAlive: true, askedAt: 0, unanswered: 0 };
    });
  }

  private isChange(addresses: readonly SocketAddress[]): boolean {
    const names = addresses.map(({ address, port }) => formatAddressPort(address, port));
    return names.join() !== this.peers.map(({ name }) => name).join();
  }

  /**
   * The peer that a packet on the Asterisk side comes from; undefined for a stranger. An Asterisk on
   * this machine that listens on a wildcard address answers from any of the machine's.
   */
  find({ address, port }: SocketAddress): AsteriskPeer | undefined {
    const { peers, localAddresses } = this;
    for (const peer of peers) {
      if (peer.port === port && peer.address === address) return peer;
    }
    if (!localAddresses.has(address)) return undefined;
    return peers.find((peer) => peer.port === port && localAddresses.has(peer.address));
  }

  /**
   * The one that got this Call-ID lately, else one by the AOR's hash among those alive; undefined
   * when all are dead.
   */
  choose(callId: string, aor: string, nowMs: number): AsteriskPeer | undefined {
    if (this.peers.length === 1) return this.peers[0]?.isAlive ? this.peers[0] : undefined;
    const key = this.hash.number(`call ${callId}`);
    const sticky = this.peers[this.chosen.get(key, nowMs)];
    if (sticky?.isAlive) return sticky;
    const alive = this.peers.filter((peer) => peer.isAlive);
    const peer = alive[this.hash.number(`aor ${aor || callId}`) % alive.length];
    if (peer !== undefined) this.chosen.set(key, this.peers.indexOf(peer), nowMs);
    return peer;
  }

  /** The one that a dialog was begun with, alive or not; undefined when the configuration lost it. */
  named(name: string): AsteriskPeer | undefined {
    return this.peers.find((peer) => peer.name === name);
  }

  /** A health question goes out. Returns true when the peer has just been found dead. */
  ask(peer: AsteriskPeer, nowMs: number): boolean {
    if (peer.askedAt !== 0) peer.unanswered += 1;
    peer.askedAt = nowMs;
    const isNews = peer.isAlive && peer.unanswered >= UNANSWERED_UNTIL_DEAD;
    if (isNews) peer.isAlive = false;
    return isNews;
  }

  /** A health question was answered. Returns true when that changed what is known. */
  answer(peer: AsteriskPeer, statusCode: number): boolean {
    peer.askedAt = 0;
    peer.unanswered = 0;
    const wasAlive = peer.isAlive;
    peer.isAlive = statusCode !== 503;
    return peer.isAlive !== wasAlive;
  }
}
