// `farend run`: a small parent of two processes, the proxy and the companion, each started again by
// itself when it dies. It holds no state, reads no file and does no SIP, so nothing in it can take a
// call down; docs/design/decisions/0013-processes.md has the reasons.

import { Child, type ExitStatus } from './child.ts';
import { companionHeapFlags, proxyHeapFlags } from './heap-flags.ts';
import type { ServiceReport } from './parent-link.ts';
import { ParentLog } from './parent-log.ts';

/** Phones wait for the proxy; nobody waits for a companion that dies again and again. */
const MAX_PROXY_BACKOFF_MS = 10_000;
const MAX_COMPANION_BACKOFF_MS = 60_000;
/** A problem in the file, which only a person can mend. */
const CONFIG_EXIT = 2;
/** A child that lived this long had a usable file. */
const SERVED_MS = 5_000;
/** The companion starts when the proxy serves phones, or else after this time. */
const PROXY_FIRST_MS = 2_000;
/** The companion has written down what it knew a second ago: one that hangs may be killed. */
const COMPANION_GRACE_MS = 2_000;
const PROXY_GRACE_MS = 10_000;

/**
 * Runs until SIGTERM or SIGINT; SIGHUP goes on to the children.
 *
 * @param program what starts farend: the file and its own arguments
 * @returns the exit status for the parent: 2 when the proxy cannot use the file
 */
export async function superviseServices(
  file: string,
  program: readonly string[],
  isJsonLog: boolean,
): Promise<0 | 1 | 2> {
  const supervisor = new Supervisor(file, program, isJsonLog);
  const isSignalled = new Promise<'signal'>((resolve) => {
    const stop = () => resolve('signal');
    process.on('SIGTERM', stop).on('SIGINT', stop);
  });
  process.on('SIGHUP', () => supervisor.reload());
  supervisor.start();
  const reason = await Promise.race([isSignalled, supervisor.whenUnusable]);
  const isClean = await supervisor.stop();
  if (reason === 'unusable') return CONFIG_EXIT;
  return isClean ? 0 : 1;
}

class Supervisor {
  readonly whenUnusable: Promise<'unusable'>;
  private readonly giveUp: (reason: 'unusable') => void;
  private readonly log: ParentLog;
  private readonly proxy: Child;
  private readonly companion: Child;
  private timer: NodeJS.Timeout | undefined;
  private hasServed = false;

  constructor(file: string, program: readonly string[], isJsonLog: boolean) {
    ({ promise: this.whenUnusable, resolve: this.giveUp } = Promise.withResolvers<'unusable'>());
    this.log = new ParentLog(isJsonLog);
    const options = ['-c', file, ...(isJsonLog ? ['--json'] : [])];
    this.proxy = new Child(
      {
        argv: [...proxyHeapFlags, ...program, 'proxy', ...options],
        maxBackoffMs: MAX_PROXY_BACKOFF_MS,
      },
      {
        onReport: (report) => this.meetProxy(report),
        onDied: (status, inMs, livedMs) => this.missProxy(status, inMs, livedMs),
      },
    );
    this.companion = new Child(
      {
        argv: [...companionHeapFlags, ...program, 'companion', ...options],
        maxBackoffMs: MAX_COMPANION_BACKOFF_MS,
      },
      {
        onReport: () => undefined,
        onDied: (status, inMs) => this.missCompanion(status, inMs),
      },
    );
  }

  start(): void {
    this.proxy.start();
    this.timer = setTimeout(() => this.companion.start(), PROXY_FIRST_MS);
  }

  reload(): void {
    this.proxy.reload();
    this.companion.reload();
  }

  /** The proxy goes on while the companion ends. @returns whether both ended by themselves */
  async stop(): Promise<boolean> {
    clearTimeout(this.timer);
    const companion = await this.companion.stop(COMPANION_GRACE_MS);
    const proxy = await this.proxy.stop(PROXY_GRACE_MS);
    return isClean(companion) && isClean(proxy);
  }

  private meetProxy({ logFormat }: ServiceReport): void {
    this.log.format = logFormat;
    this.companion.start();
  }

  private missProxy(status: ExitStatus, restartInMs: number, livedMs: number): void {
    this.hasServed ||= livedMs > SERVED_MS;
    // A file that was spoiled later is mended by a person while the proxy tries again.
    if (status === CONFIG_EXIT && !this.hasServed) {
      this.giveUp('unusable');
      return;
    }
    this.log.error(
      { event: 'proxy-died', status, restartInMs },
      `the proxy ended with ${status}; it starts again in ${restartInMs} ms`,
    );
  }

  private missCompanion(status: ExitStatus, restartInMs: number): void {
    this.log.error(
      { event: 'companion-died', status, restartInMs },
      `the companion ended with ${status}; phones are served without it, and it starts again in ${restartInMs} ms`,
    );
  }
}

/** One that was not at work yet ends by the signal itself. */
function isClean(status: ExitStatus): boolean {
  return status === 0 || status === 'SIGTERM' || status === 'SIGINT';
}
