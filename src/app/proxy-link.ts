// The companion's way to the proxy: its feed, read on from where an earlier life of the companion
// stopped, and how the connection is.

import type { Logger } from 'pino';
import type { ProxySign } from '../alerts/heartbeat.ts';
import type { CompanionHealth } from '../api/companion-view.ts';
import { KeyedHash } from '../base/keyed-hash.ts';
import { FeedClient, type FeedPosition } from '../feed/feed-client.ts';
import type { Question } from '../feed/feed-connection.ts';
import type { Answer, Counts } from '../feed/frames.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { ProxyNotice } from '../observation/proxy-notice.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { RepeatFilter } from './repeat-filter.ts';
import { feedPath } from './socket-paths.ts';

export interface ProxyListener {
  onObservation(observation: SipObservation): void;
  onNotice(notice: ProxyNotice): void;
  /** Connected, the first time or again. */
  onUp(): void;
  /** It is another proxy than before, with nothing in its memory. */
  onRestart(): void;
  onDialog(observation: DialogObservation): void;
}

/** Its counters come every 10 s: after that long without a frame it is asked whether it is there. */
const SILENT_AFTER_MS = 15_000;
const LOOK_EVERY_MS = 5_000;
const NOT_YET = 'not connected yet';

export class ProxyLink implements ProxySign {
  private readonly log: Logger;
  private readonly client: FeedClient;
  private readonly listener: ProxyListener;
  private readonly repeats = new RepeatFilter();
  private isUp = false;
  private hasBeenUp = false;
  private reason = NOT_YET;
  private lost = 0;
  private tags: KeyedHash | undefined;
  private latestCounts: Counts = {};
  private lastHeardAt = 0;
  private looking: NodeJS.Timeout | undefined;

  /** @param after the last frame that was dealt with */
  constructor(run: string, after: FeedPosition | undefined, listener: ProxyListener, log: Logger) {
    this.log = log;
    this.listener = listener;
    this.client = new FeedClient(
      feedPath(run),
      {
        onConnected: (isRestart) => this.meet(isRestart),
        onDisconnected: (reason) => this.miss(reason),
        onObservation: (observation) => this.hear(() => listener.onObservation(observation)),
        onNotice: (notice) => this.hear(() => listener.onNotice(notice)),
        onCounts: (counts) =>
          this.hear(() => {
            this.latestCounts = counts;
          }),
        onDialog: (observation) => this.hear(() => listener.onDialog(observation)),
        onLost: (count) => this.countLost(count),
      },
      after === undefined ? {} : { after },
    );
  }

  get health(): CompanionHealth['proxy'] {
    return { isUp: this.isUp, reason: this.reason, lost: this.lost };
  }

  /** The counters of the proxy, 10 s old at most while it is connected; none before. */
  get counts(): Counts {
    return this.latestCounts;
  }

  /** It is connected, or about to be, as far as is known. */
  get isExpected(): boolean {
    return this.isUp || this.reason === NOT_YET;
  }

  /** It was connected at least once. */
  get wasUp(): boolean {
    return this.hasBeenUp;
  }

  /** The last frame that came; undefined before the first connection. */
  get position(): FeedPosition | undefined {
    return this.client.position;
  }

  /** A digest response that Asterisk tells, as the proxy's observations have it; undefined until it is there. */
  tagResponse(response: string): string | undefined {
    return this.tags?.hex(response);
  }

  /** When the last frame came, milliseconds since 1970; 0 before the first one. */
  heardAt(): number {
    return this.lastHeardAt;
  }

  /** Resolves when the proxy answers. @throws AppError FEED_UNREACHABLE */
  async ask(): Promise<void> {
    await this.client.ask({ type: 'bans' });
  }

  /** @throws AppError FEED_UNREACHABLE */
  direct(question: Question): Promise<Answer> {
    return this.client.ask(question);
  }

  start(): void {
    this.client.start();
    this.looking = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.looking);
    this.client.stop();
  }

  /** One that is stuck keeps its connection; without an answer that is closed. */
  private look(): void {
    if (!this.isUp || Date.now() - this.lastHeardAt < SILENT_AFTER_MS) return;
    this.ask().catch(() => undefined);
  }

  /** A frame that ended the process would come again after its start, and end it again. */
  private hear(act: () => void): void {
    this.lastHeardAt = Date.now();
    try {
      act();
    } catch (error) {
      const { message } = error as Error;
      const repeated = this.repeats.admit(message, Date.now());
      if (repeated !== undefined)
        this.log.error({ event: 'unexpected', repeated, err: error }, message);
    }
  }

  private meet(isRestart: boolean): void {
    this.isUp = true;
    this.lastHeardAt = Date.now();
    this.hasBeenUp = true;
    this.reason = '';
    const { tagKey } = this.client;
    this.tags = tagKey === undefined ? undefined : new KeyedHash(tagKey);
    const which = isRestart ? 'a proxy that was started anew' : 'the proxy';
    this.log.info({ event: 'proxy-up' }, `connected to ${which}`);
    if (isRestart) this.hear(() => this.listener.onRestart());
    this.hear(() => this.listener.onUp());
  }

  private miss(reason: string): void {
    this.isUp = false;
    this.reason = reason;
    this.log.error({ event: 'proxy-down' }, `no connection to the proxy: ${reason}`);
  }

  private countLost(count: number): void {
    this.lost += count;
    this.log.warn({ event: 'feed-lost', count }, `${count} frames of the proxy were lost`);
  }
}
