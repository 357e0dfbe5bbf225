// How late the event loop of this process runs what is due.

import { monitorEventLoopDelay } from 'node:perf_hooks';

/** A sample every so many milliseconds; what is shorter than that does not show. */
const RESOLUTION_MS = 20;
const WINDOW_MS = 10_000;
const NS_PER_MS = 1e6;

export class EventLoopLag {
  private readonly histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private timer: NodeJS.Timeout | undefined;
  private before = 0;

  start(): void {
    this.histogram.enable();
    this.timer = setInterval(() => this.turn(), WINDOW_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }

  /** Milliseconds that 99 of 100 samples were not over, in the last 10 to 20 s. */
  readMs(): number {
    return Math.max(this.before, this.measure());
  }

  private turn(): void {
    this.before = this.measure();
    this.histogram.reset();
  }

  private measure(): number {
    if (this.histogram.count === 0) return 0;
    const ms = this.histogram.percentile(99) / NS_PER_MS - RESOLUTION_MS;
    return Math.max(0, Math.round(ms * 10) / 10);
  }
}
