// Holds the table as long as the proxy answers on every diverted socket: asked once a second, 5 s
// without an answer open the way to Asterisk again, an answer closes it. The kernel does the same by
// itself when the guard is stopped in the middle: see ruleset.ts.

import type { FarendConfig } from '../config/farend-config.ts';
import type { Trunk } from '../host/asterisk-survey.ts';
import type { GuardStatus } from './divert-state.ts';
import { DivertTable } from './divert-table.ts';
import { type DivertedSocket, findLocalAddress, listDivertedSockets } from './diverted-socket.ts';
import { pingSocket } from './ping-socket.ts';
import { readCounts } from './run-nft.ts';
import { rangesOf, type Wanted, WantedRanges } from './wanted-ranges.ts';

const PING_MS = 1_000;
const SILENT_MS = 5_000;
/** Names of trunks are resolved again. */
const REFRESH_MS = 60_000;

export interface GuardEvents {
  onOn(status: GuardStatus): void;
  /** The way to Asterisk is open again, against the operator's wish. */
  onLost(reason: string): void;
  /** Ranges changed in the table that stands. */
  onChanged(status: GuardStatus): void;
  onTrouble(error: unknown): void;
}

export interface GuardOptions {
  readonly config: FarendConfig;
  /** The trunks that Asterisk's files have now. */
  readonly findTrunks: () => Promise<readonly Trunk[]>;
  readonly events: GuardEvents;
}

export class DivertGuard {
  private readonly options: GuardOptions;
  private readonly sockets: readonly DivertedSocket[];
  private readonly table: DivertTable;
  private readonly ranges: WantedRanges;
  private wanted: Wanted = { wish: undefined, except: [] };
  private isOn = false;
  private since = Date.now();
  private reason = 'farend has not answered yet';
  /** By the monotonic clock, in milliseconds. */
  private answeredAt = Number.NEGATIVE_INFINITY;
  private refreshedAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  /** One thing after the other: nft takes one line at a time. */
  private last: Promise<unknown> = Promise.resolve();
  /** Beside the turns: a name server, or Asterisk, that does not answer must not open the way. */
  private lastRefresh: Promise<unknown> = Promise.resolve();

  constructor(options: GuardOptions) {
    this.options = options;
    this.sockets = listDivertedSockets(options.config.proxy.listen);
    this.table = new DivertTable(this.sockets);
    const { config, findTrunks, events } = options;
    this.ranges = new WantedRanges({ config, findTrunks, onTrouble: events.onTrouble });
  }

  /** Looks at once, and every second from then on. */
  async start(): Promise<void> {
    await this.refreshAside();
    await this.inTurn(() => this.turn());
  }

  /** Takes the table away. */
  stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    return this.inTurn(async () => {
      await this.table.remove();
      this.note(false, 'it was switched off');
    });
  }

  /** What was asked for has changed. */
  async reload(): Promise<GuardStatus> {
    await this.refresh(true);
    return await this.status();
  }

  async status(): Promise<GuardStatus> {
    const counts = this.isOn ? await readCounts() : undefined;
    return {
      pid: process.pid,
      isOn: this.isOn,
      since: this.since,
      reason: this.reason,
      from: [...(this.wanted.wish?.from ?? [])],
      except: [...this.wanted.except],
      unresolved: [...this.ranges.unresolved],
      ...(counts && { counts }),
    };
  }

  private inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(run);
    this.last = result.catch(() => undefined);
    return result;
  }

  private async turn(): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.look(startedAt);
    } catch (error) {
      await this.open((error as Error).message).catch(() => undefined);
      this.options.events.onTrouble(error);
    }
    if (this.isStopped) return;
    const delay = Math.max(PING_MS - (performance.now() - startedAt), 0);
    this.timer = setTimeout(() => void this.inTurn(() => this.turn()), delay);
  }

  private async look(nowMs: number): Promise<void> {
    const answers = await Promise.all(
      this.sockets.map((socket) => pingSocket(findLocalAddress(socket), socket.port, PING_MS)),
    );
    const isAnswered = answers.every(Boolean);
    if (isAnswered) this.answeredAt = nowMs;
    if (nowMs - this.refreshedAt >= REFRESH_MS) void this.refreshAside();
    if (isAnswered) await this.hold();
    else if (nowMs - this.answeredAt >= SILENT_MS) await this.open('farend does not answer');
  }

  /** The table stands, and the kernel goes by it for five more seconds. */
  private async hold(): Promise<void> {
    if (this.wanted.wish === undefined) return;
    if (this.isOn && this.table.stands) {
      await this.table.keepAlive();
      return;
    }
    if (this.isOn) this.lose('nft ended, and the table with it');
    await this.table.raise(rangesOf(this.wanted));
    this.note(true, '');
    this.options.events.onOn(await this.status());
  }

  private async open(reason: string): Promise<void> {
    await this.table.remove();
    this.lose(reason);
  }

  private lose(reason: string): void {
    const wasOn = this.isOn;
    this.note(false, reason);
    if (wasOn) this.options.events.onLost(reason);
  }

  private note(isOn: boolean, reason: string): void {
    if (isOn !== this.isOn) this.since = Date.now();
    this.isOn = isOn;
    this.reason = reason;
  }

  /** What cannot be learned is as it was. */
  private async refreshAside(): Promise<void> {
    this.refreshedAt = performance.now();
    await this.refresh(false).catch(this.options.events.onTrouble);
  }

  /** Learns what was asked for, and where trunks are now; the table follows. */
  private refresh(isAsked: boolean): Promise<void> {
    const result = this.lastRefresh.then(async () => {
      const wanted = await this.ranges.learn(isAsked);
      await this.inTurn(() => this.follow(wanted));
    });
    this.lastRefresh = result.catch(() => undefined);
    return result;
  }

  private async follow(wanted: Wanted): Promise<void> {
    const isSame = JSON.stringify(rangesOf(wanted)) === JSON.stringify(rangesOf(this.wanted));
    this.wanted = wanted;
    if (!this.isOn || isSame) return;
    if (wanted.wish === undefined) {
      await this.open('it was switched off');
      return;
    }
    try {
      await this.table.change(rangesOf(wanted));
    } catch (error) {
      // The next turn makes it anew.
      await this.open((error as Error).message);
      throw error;
    }
    this.options.events.onChanged(await this.status());
  }
}
