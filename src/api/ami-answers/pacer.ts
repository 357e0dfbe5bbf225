// How fast one receiver gets what waits for it: so many a second, so many unanswered at a time, and
// each source in its turn, so that a long list holds nobody up.

/** Sends one thing; rejects when that did not go well. */
export type Delivery = () => Promise<void>;

export interface DeliverySource {
  /** What comes next; undefined when there is nothing at the moment. */
  next(): Delivery | undefined;
}

export interface Pace {
  readonly perSecond: number;
  /** Sent and not answered yet. */
  readonly inFlight: number;
}

export interface PacerListener {
  isReady(): boolean;
  onFailure(error: unknown): void;
}

/** For how long the allowance adds up while nothing is sent. */
const BURST_MS = 50;

export class Pacer {
  private readonly sources: readonly DeliverySource[];
  private readonly pace: Pace;
  private readonly listener: PacerListener;
  private readonly now: () => number;
  private turn = 0;
  private inFlight = 0;
  private allowance: number;
  private filledAt: number;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  /** @param now milliseconds, from whenever */
  constructor(
    sources: readonly DeliverySource[],
    pace: Pace,
    listener: PacerListener,
    now: () => number,
  ) {
    this.sources = sources;
    this.pace = pace;
    this.listener = listener;
    this.now = now;
    this.allowance = this.burst;
    this.filledAt = now();
  }

  /** There is something new to send. */
  wake(): void {
    if (this.timer === undefined) this.run();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private run(): void {
    this.timer = undefined;
    this.fill();
    while (this.mayGo()) {
      if (this.allowance < 1) {
        this.timer = setTimeout(() => this.run(), this.msUntilNext());
        return;
      }
      const delivery = this.take();
      if (delivery === undefined) return;
      this.allowance -= 1;
      this.deliver(delivery);
    }
  }

  private mayGo(): boolean {
    return !this.isStopped && this.inFlight < this.pace.inFlight && this.listener.isReady();
  }

  /** From the source whose turn it is, or the next one that has something. */
  private take(): Delivery | undefined {
    for (let tries = 0; tries < this.sources.length; tries += 1) {
      const source = this.sources[this.turn];
      this.turn = (this.turn + 1) % this.sources.length;
      const delivery = source?.next();
      if (delivery !== undefined) return delivery;
    }
    return undefined;
  }

  private deliver(delivery: Delivery): void {
    this.inFlight += 1;
    delivery()
      .catch((error: unknown) => this.listener.onFailure(error))
      .finally(() => {
        this.inFlight -= 1;
        this.wake();
      });
  }

  private get burst(): number {
    return Math.max(1, (this.pace.perSecond * BURST_MS) / 1000);
  }

  private fill(): void {
    const now = this.now();
    const earned = (Math.max(0, now - this.filledAt) * this.pace.perSecond) / 1000;
    this.allowance = Math.min(this.burst, this.allowance + earned);
    this.filledAt = now;
  }

  /** Half of a burst at a time: a timer for each single event would cost more than the event. */
  private msUntilNext(): number {
    return Math.max(1, Math.ceil((this.burst / 2 / this.pace.perSecond) * 1000));
  }
}
