// A socket that the companion can work without: where it cannot be opened, that is told, and it is tried
// again until it can.

import type { Logger } from 'pino';
import type { LinkHealth } from '../api/companion-view.ts';
import { type ErrorCode, isAppError } from '../base/app-error.ts';

const TRIED_AGAIN_MS = 5_000;

/** What has the socket. */
interface Openable {
  start(): Promise<void>;
  /** Harmless when it is not open. */
  stop(): Promise<void>;
}

export class Opening {
  private readonly name: string;
  private readonly socket: Openable;
  private readonly log: Logger;
  private current: LinkHealth = { isUp: false, reason: 'not opened yet' };
  private attempt: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  /** @param name for the log, as in `the API is open now` */
  constructor(name: string, socket: Openable, log: Logger) {
    this.name = name;
    this.socket = socket;
    this.log = log;
  }

  get health(): LinkHealth {
    return this.current;
  }

  /**
   * Resolves after the first attempt, whatever came of it; later calls do nothing.
   *
   * @param unacceptable rejects with an AppError of that code, and does not try again
   */
  open(unacceptable?: ErrorCode): Promise<void> {
    this.attempt ??= this.try(unacceptable);
    return this.attempt;
  }

  /** Closes it, and tries no more. */
  async close(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.attempt?.catch(() => undefined);
    await this.socket.stop();
  }

  private async try(unacceptable?: ErrorCode): Promise<void> {
    try {
      await this.socket.start();
    } catch (error) {
      if (unacceptable !== undefined && isAppError(error, unacceptable)) throw error;
      this.fail(error as Error);
      return;
    }
    if (this.timer !== undefined) this.log.info({ event: 'available' }, `${this.name} is open now`);
    this.current = { isUp: true, reason: '' };
  }

  /** The same reason is told once. */
  private fail(error: Error): void {
    const { message } = error;
    const code = isAppError(error) ? error.code : undefined;
    if (message !== this.current.reason) this.log.error({ event: 'unavailable', code }, message);
    this.current = { isUp: false, reason: message };
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.attempt = this.try();
    }, TRIED_AGAIN_MS);
  }
}
