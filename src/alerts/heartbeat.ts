// A call to a URL while all is well, so that somebody outside notices when farend falls silent. Each
// beat asks first: does the proxy live, and does what is to be told get out? That this is asked at all
// says that the companion lives.

import { judgeStatus } from './notifiers/judge-status.ts';
import { type HttpOptions, sendRequest } from './notifiers/send-request.ts';

/** What must be so before a beat. */
interface VitalSigns {
  /** Undefined where farend has no proxy. */
  readonly proxy?: ProxySign | undefined;
  /** What is due is being delivered, or was refused: see OutboxWorker. */
  isOutboxMoving(withinMs: number): boolean;
}

export interface ProxySign {
  /** When the last frame came over the feed, milliseconds since 1970; 0 before the first one. */
  heardAt(): number;
  /** Resolves with the proxy's answer to anything; rejects without one. */
  ask(): Promise<unknown>;
}

export interface HeartbeatListener {
  /** No beat is sent, for that reason; once until one is sent. */
  onWithheld(reason: string): void;
  /** The URL could not be called; once until it could. */
  onFailed(reason: string): void;
  /** It beats again. */
  onRecovered(): void;
  /** Farend has a fault of its own. */
  onTrouble(error: unknown): void;
}

export interface HeartbeatOptions extends HttpOptions {
  readonly url: string;
  readonly everyMs: number;
  readonly signs: VitalSigns;
  readonly listener: HeartbeatListener;
}

const PROXY_SILENT = 'the proxy gives no sign of life';
const OUTBOX_STUCK = 'notifications are stuck in the outbox';
/** A busy companion may take as long for a turn. */
const SHORTEST_TURN_MS = 5_000;
/** Of a beat's time: what is left is for the call. */
const ASKED_WITHIN = 0.25;
const HEARD_WITHIN = 0.5;

export class Heartbeat {
  private readonly options: HeartbeatOptions;
  private readonly ending = new AbortController();
  private beat: Promise<void> | undefined;
  private beganAt = Number.NEGATIVE_INFINITY;
  /** As it was told; '' while it beats. */
  private trouble = '';

  constructor(options: HeartbeatOptions) {
    this.options = options;
  }

  /** A beat is under way. */
  get isBeating(): boolean {
    return this.beat !== undefined;
  }

  /** About twice a second. */
  tick(): void {
    const { now, everyMs } = this.options;
    // A clock that was set back delays no beat.
    const isDue = Math.abs(now() - this.beganAt) >= everyMs;
    if (!isDue || this.beat !== undefined || this.ending.signal.aborted) return;
    this.beganAt = now();
    this.beat = this.run()
      .catch((error: unknown) => this.options.listener.onTrouble(error))
      .finally(() => {
        this.beat = undefined;
      });
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.beat;
  }

  private async run(): Promise<void> {
    const { listener } = this.options;
    const reason = await this.findReasonToWithhold();
    if (this.ending.signal.aborted) return;
    if (reason !== undefined) this.tell(reason, () => listener.onWithheld(reason));
    else await this.call();
  }

  private async findReasonToWithhold(): Promise<string | undefined> {
    const { signs, everyMs } = this.options;
    if (signs.proxy !== undefined && !(await this.isProxyAlive(signs.proxy))) return PROXY_SILENT;
    const isMoving = signs.isOutboxMoving(Math.max(SHORTEST_TURN_MS, everyMs * HEARD_WITHIN));
    return isMoving ? undefined : OUTBOX_STUCK;
  }

  /** Heard of a moment ago, or answering now. */
  private async isProxyAlive(proxy: ProxySign): Promise<boolean> {
    const { now, everyMs } = this.options;
    if (Math.abs(now() - proxy.heardAt()) <= everyMs * HEARD_WITHIN) return true;
    const silence = AbortSignal.any([
      AbortSignal.timeout(Math.ceil(everyMs * ASKED_WITHIN)),
      this.ending.signal,
    ]);
    const { promise: silent, resolve } = Promise.withResolvers<boolean>();
    silence.addEventListener('abort', () => resolve(false), { once: true });
    const answered = proxy.ask().then(
      () => true,
      () => false,
    );
    return await Promise.race([answered, silent]);
  }

  private async call(): Promise<void> {
    const { url, everyMs, listener, timeoutMs } = this.options;
    const limits = { ...this.options, timeoutMs: Math.min(timeoutMs ?? 10_000, everyMs) };
    const outcome = judgeStatus(
      await sendRequest({ method: 'GET', url }, limits, this.ending.signal),
    );
    if (this.ending.signal.aborted) return;
    if (outcome.kind !== 'delivered')
      this.tell(outcome.reason, () => listener.onFailed(outcome.reason));
    else if (this.trouble !== '') {
      this.trouble = '';
      listener.onRecovered();
    }
  }

  /** Each reason once. */
  private tell(reason: string, tell: () => void): void {
    if (this.trouble === reason) return;
    this.trouble = reason;
    tell();
  }
}
