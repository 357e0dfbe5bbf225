// The client's end of the feed for a program that stays: it connects again whenever the connection
// ends, and goes on with the frame after the last one that it had.

import { AppError } from '../base/app-error.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { ProxyNotice } from '../observation/proxy-notice.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { FeedConnection, type Question } from './feed-connection.ts';
import type { Answer, Counts, ServerFrame } from './frames.ts';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 10_000;

export interface FeedEvents {
  /**
   * The proxy is there. What lives in its memory only, bans and ping intervals, is to be sent again.
   *
   * @param isRestart it is another process than the last time
   */
  onConnected(isRestart: boolean): void;
  /** Not after `stop`. */
  onDisconnected(reason: string): void;
  onObservation(observation: SipObservation): void;
  onNotice(notice: ProxyNotice): void;
  /** Once connected, and every 10 s: see docs/reference/feed.md for the names. */
  onCounts(counts: Counts): void;
  onDialog(observation: DialogObservation): void;
  /** That many frames are gone for good; those of a proxy that died are not counted. */
  onLost(count: number): void;
}

/** A frame, and the life of the proxy that it is from. */
export interface FeedPosition {
  boot: string;
  seq: number;
}

interface FeedStart {
  /** Where an earlier life of this client stopped. */
  readonly after?: FeedPosition;
  readonly random?: () => number;
}

export class FeedClient {
  private readonly path: string;
  private readonly events: FeedEvents;
  private readonly random: () => number;
  private connection: FeedConnection | undefined;
  private timer: NodeJS.Timeout | undefined;
  private after: FeedPosition | undefined;
  private delayMs = FIRST_DELAY_MS;
  private greetedKey: string | undefined;
  private isConnected = false;
  private isStopped = true;

  /** @param random 0 to 1, so that many clients do not come at once */
  constructor(path: string, events: FeedEvents, { after, random = Math.random }: FeedStart = {}) {
    this.path = path;
    this.events = events;
    this.after = after && { ...after };
    this.random = random;
  }

  /** The last frame that came; undefined before the first connection. */
  get position(): FeedPosition | undefined {
    return this.after && { ...this.after };
  }

  /** Of `responseTag` in the observations of the proxy that it is, or was, connected to. */
  get tagKey(): string | undefined {
    return this.greetedKey;
  }

  start(): void {
    this.isStopped = false;
    this.connect();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.connection?.close();
  }

  /** @throws AppError FEED_UNREACHABLE, at once when there is no connection */
  ask(question: Question): Promise<Answer> {
    if (this.connection !== undefined && this.isConnected) return this.connection.ask(question);
    return Promise.reject(
      new AppError('FEED_UNREACHABLE', `there is no connection to the proxy at ${this.path}`),
    );
  }

  private connect(): void {
    const hello = { events: true, ...(this.after !== undefined && { after: this.after }) };
    this.connection = new FeedConnection(this.path, hello, {
      onFrame: (frame) => this.take(frame),
      onClose: (reason) => this.connectLater(reason),
    });
  }

  private connectLater(reason: string): void {
    const wasConnected = this.isConnected;
    this.isConnected = false;
    this.connection = undefined;
    if (this.isStopped) return;
    if (wasConnected) this.events.onDisconnected(reason);
    // Between half of the delay and all of it.
    this.timer = setTimeout(() => this.connect(), this.delayMs * (1 - this.random() / 2));
    this.delayMs = Math.min(this.delayMs * 2, MAX_DELAY_MS);
  }

  private take(frame: Exclude<ServerFrame, Answer>): void {
    if (frame.type === 'hello') this.greet(frame);
    else if (frame.type === 'counts') this.events.onCounts(frame.counts);
    else {
      this.tellLost(frame.seq);
      if (frame.type === 'lost') return;
      if (this.after !== undefined) this.after.seq = frame.seq;
      if (frame.type === 'observation') this.events.onObservation(frame.observation);
      else if (frame.type === 'dialog') this.events.onDialog(frame.dialog);
      else this.events.onNotice(frame.notice);
    }
  }

  private greet({ boot, tagKey }: Extract<ServerFrame, { type: 'hello' }>): void {
    const isRestart = this.after !== undefined && this.after.boot !== boot;
    if (this.after?.boot !== boot) this.after = { boot, seq: 0 };
    this.greetedKey = tagKey;
    this.delayMs = FIRST_DELAY_MS;
    this.isConnected = true;
    this.events.onConnected(isRestart);
  }

  /** What stands between the last frame and the next: lost, or not understood by this side. */
  private tellLost(nextSeq: number): void {
    if (this.after === undefined) return;
    const lost = nextSeq - 1 - this.after.seq;
    if (lost <= 0) return;
    this.after.seq = nextSeq - 1;
    this.events.onLost(lost);
  }
}
