// Holds the table as long as the proxy answers on every diverted socket: asked once a second, 5 s
// without an answer open the way to Asterisk again, an answer closes it. The kernel does the same by
// itself when the guard is stopped in the middle: see ruleset.ts.

import type { FarendConfig } from '../config/farend-config.ts';
import type { Trunk } from '../host/asterisk-survey.ts';
import { type DivertException, ExceptionList } from './divert-exceptions.ts';
import type { GuardStatus } from './divert-state.ts';
import { DivertTable } from './divert-table.ts';
import { type DivertWish, readWish } from './divert-wish.ts';
import { type DivertedSocket, findLocalAddress, listDivertedSockets } from './diverted-socket.ts';
import { pingSocket } from './ping-socket.ts';
import type { DivertRanges } from './ruleset.ts';
import { readCounts } from './run-nft.ts';

const PING_MS = 1_000;
const SILENT_MS = 5_000;
/** Names of trunks are resolved again. */
const REFRESH_MS = 60_000;
/** Asterisk's files are read for trunks again, which asks its console, too. */
const SURVEY_MS = 600_000;

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
  private readonly exceptions = new ExceptionList();
  private wish: DivertWish | undefined;
  private except: readonly DivertException[] = [];
  private isOn = false;
  private since = Date.now();
  private reason = 'farend has not answered yet';
  /** By the monotonic clock, in milliseconds. */
  private answeredAt = Number.NEGATIVE_INFINITY;
  private refreshedAt = Number.NEGATIVE_INFINITY;
  private surveyedAt = Number.NEGATIVE_INFINITY;
  private found: readonly Trunk[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  /** One thing after the other: nft takes one line at a time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: GuardOptions) {
    this.options = options;
    this.sockets = listDivertedSockets(options.config.proxy.listen);
    this.table = new DivertTable(this.sockets);
  }

  /** Looks at once, and every second from then on. */
  start(): Promise<void> {
    return this.inTurn(() => this.turn());
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
  reload(): Promise<GuardStatus> {
    return this.inTurn(async () => {
      this.surveyedAt = Number.NEGATIVE_INFINITY;
      await this.refresh();
      return await this.status();
    });
  }

  async status(): Promise<GuardStatus> {
    const counts = this.isOn ? await readCounts() : undefined;
    return {
      pid: process.pid,
      isOn: this.isOn,
      since: this.since,
      reason: this.reason,
      from: [...(this.wish?.from ?? [])],
      except: [...this.except],
      unresolved: [...this.exceptions.unresolved],
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
      await this.table.remove().catch(() => undefined);
      this.lose((error as Error).message);
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
    if (nowMs - this.refreshedAt >= REFRESH_MS) await this.refresh();
    if (isAnswered) await this.hold();
    else if (nowMs - this.answeredAt >= SILENT_MS) await this.open();
  }

  /** The table stands, and the kernel goes by it for five more seconds. */
  private async hold(): Promise<void> {
    if (this.wish === undefined) return;
    if (this.isOn && this.table.stands) {
      await this.table.keepAlive();
      return;
    }
    if (this.isOn) this.lose('nft ended, and the table with it');
    await this.table.raise(this.ranges());
    this.note(true, '');
    this.options.events.onOn(await this.status());
  }

  private async open(): Promise<void> {
    await this.table.remove();
    this.lose('farend does not answer');
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

  /** Reads what was asked for, and where trunks are now; the table follows. */
  private async refresh(): Promise<void> {
    const { config, events } = this.options;
    this.refreshedAt = performance.now();
    const before = JSON.stringify(this.ranges());
    this.wish = await readWish(config);
    if (this.refreshedAt - this.surveyedAt >= SURVEY_MS) await this.survey();
    const { found } = this;
    const { trunks } = config.proxy;
    this.except = await this.exceptions.list({ trunks, except: this.wish?.except ?? [], found });
    if (!this.isOn || JSON.stringify(this.ranges()) === before) return;
    await this.table.change(this.ranges());
    events.onChanged(await this.status());
  }

  /** Where it fails, the trunks that were found last hold. */
  private async survey(): Promise<void> {
    const { findTrunks, events } = this.options;
    this.surveyedAt = this.refreshedAt;
    try {
      this.found = await findTrunks();
    } catch (error) {
      events.onTrouble(error);
    }
  }

  private ranges(): DivertRanges {
    return {
      from: this.wish?.from ?? [],
      except: this.except.map(({ network }) => network),
    };
  }
}
