// The proxy's end of the feed: a Unix socket on which others are told what happens, and from which
// they direct. Nothing that a client does or leaves undone holds the proxy up.

import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { openUnixSocket, type SocketCodes } from '../base/open-unix-socket.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { ProxyNotice } from '../observation/proxy-notice.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { FeedSession } from './feed-session.ts';
import { FrameHistory } from './frame-history.ts';
import type { Answer, Counts, Directive } from './frames.ts';

/** The companion, a few commands of people, and room. */
const MAX_CLIENTS = 16;
/** For the last frames, when the proxy ends. */
const GOODBYE_MS = 300;
const COUNTS_MS = 10_000;
const SOCKET_CODES: SocketCodes = { taken: 'FEED_TAKEN', unavailable: 'FEED_UNAVAILABLE' };

/** What a client is told of the proxy itself. */
export interface FeedSource {
  /** Hex digits, as KeyedHash takes them: of `responseTag` in observations. */
  readonly tagKey: string;
  readCounts(): Counts;
}

/** What is done with a directive. A refusal is a reason in words. */
export interface FeedDirectives {
  ban(address: string, untilMs: number): { address: string } | { refusal: string };
  unban(address: string): { address: string } | { refusal: string };
  bans(): readonly { readonly address: string; readonly untilMs: number }[];
  setPingInterval(
    address: string,
    ms: number | undefined,
  ): { address: string } | { refusal: string };
}

export class FeedServer {
  /** Names this life of the process: frame numbers begin anew with each. */
  readonly boot = randomBytes(8).toString('hex');
  readonly history: FrameHistory;
  private readonly path: string;
  private readonly proxy: FeedDirectives & FeedSource;
  private readonly now: () => number;
  private readonly server: Server;
  private readonly sessions = new Set<FeedSession>();
  /** Until the first client has asked for frames, none are kept. */
  private isWanted = false;
  private isSendingDue = false;
  private countsTimer: NodeJS.Timeout | undefined;

  constructor(
    path: string,
    proxy: FeedDirectives & FeedSource,
    now: () => number,
    history = new FrameHistory(),
  ) {
    this.path = path;
    this.proxy = proxy;
    this.now = now;
    this.history = history;
    this.server = createServer((socket) => this.accept(socket));
    this.server.maxConnections = MAX_CLIENTS;
  }

  get tagKey(): string {
    return this.proxy.tagKey;
  }

  /** @throws AppError FEED_TAKEN, FEED_UNAVAILABLE */
  async start(): Promise<void> {
    await openUnixSocket(this.server, this.path, SOCKET_CODES);
    // What goes wrong with accepting later concerns one client, and the next may fare better.
    this.server.on('error', () => undefined);
    this.countsTimer = setInterval(() => this.publishCounts(), COUNTS_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.countsTimer);
    for (const session of this.sessions) session.end();
    if (!this.server.listening) return;
    const timer = setTimeout(() => {
      for (const session of this.sessions) session.destroy();
    }, GOODBYE_MS);
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    clearTimeout(timer);
  }

  publishObservation(observation: SipObservation): void {
    if (!this.isWanted) this.history.skip();
    else this.publish({ type: 'observation', seq: this.history.nextSeq, observation });
  }

  publishDialog(dialog: DialogObservation): void {
    if (!this.isWanted) this.history.skip();
    else this.publish({ type: 'dialog', seq: this.history.nextSeq, dialog });
  }

  publishNotice(notice: ProxyNotice): void {
    if (!this.isWanted) this.history.skip();
    else this.publish({ type: 'notice', seq: this.history.nextSeq, notice });
  }

  /** To each client that wants to be told of anything. */
  publishCounts(): void {
    if (this.sessions.size === 0) return;
    const counts = this.readCounts();
    for (const session of this.sessions) session.tellCounts(counts);
  }

  readCounts(): Counts {
    return this.proxy.readCounts();
  }

  onSubscribed(): void {
    this.isWanted = true;
  }

  obey(directive: Directive): Answer {
    const { id } = directive;
    if (directive.type === 'bans') return { type: 'ok', id, bans: [...this.proxy.bans()] };
    const result = this.apply(directive);
    return 'refusal' in result
      ? { type: 'refused', id, reason: result.refusal }
      : { type: 'ok', id, address: result.address };
  }

  private apply(directive: Exclude<Directive, { type: 'bans' }>) {
    const { proxy } = this;
    switch (directive.type) {
      case 'ban':
        return proxy.ban(
          directive.address,
          'forMs' in directive ? this.now() + directive.forMs : directive.untilMs,
        );
      case 'unban':
        return proxy.unban(directive.address);
      case 'ping-interval':
        return proxy.setPingInterval(directive.address, directive.ms ?? undefined);
    }
  }

  /** Clients are written to once in a turn of the event loop, however much happened in it. */
  private publish(frame: object): void {
    this.history.add(`${JSON.stringify(frame)}\n`);
    if (this.isSendingDue || this.sessions.size === 0) return;
    this.isSendingDue = true;
    setImmediate(() => {
      this.isSendingDue = false;
      for (const session of this.sessions) session.sendFrames();
    });
  }

  private accept(socket: Socket): void {
    // A client that goes away in the middle of a frame is none of the proxy's business.
    socket.on('error', () => socket.destroy());
    const session = new FeedSession(socket, this);
    this.sessions.add(session);
    socket.on('close', () => this.sessions.delete(session));
  }
}
