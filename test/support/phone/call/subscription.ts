// The test's side of a subscription.

import type { EventLog } from '../../process/event-log.ts';
import type {
  DialogSnapshot,
  ExchangeResult,
  SubscriptionEvent,
  SubscriptionState,
} from './call-options.ts';
import type { Ask, SubscriptionApi } from './remote.ts';

const DEADLINE_MS = 25_000;

export class Subscription {
  readonly events: EventLog<SubscriptionEvent>;
  readonly #ask: Ask<SubscriptionApi>;

  constructor(ask: Ask<SubscriptionApi>, events: EventLog<SubscriptionEvent>) {
    this.#ask = ask;
    this.events = events;
  }

  get state(): SubscriptionState {
    return this.events.items.findLast((event) => event.type === 'state')?.state ?? 'pending';
  }

  /** The text of the first NOTIFY that `accepts` takes. */
  async waitForNotify(
    accepts: (text: string) => boolean = () => true,
    timeoutMs = DEADLINE_MS,
  ): Promise<string> {
    const event = await this.events.waitFor(
      (item) => item.type === 'notify' && accepts(item.text),
      timeoutMs,
      'a NOTIFY',
    );
    return event.type === 'notify' ? event.text : '';
  }

  /** The notifier has said that it is over. */
  async waitUntilTerminated(timeoutMs = DEADLINE_MS): Promise<void> {
    await this.events.waitFor(
      (item) => item.type === 'state' && item.state === 'terminated',
      timeoutMs,
      'the end of a subscription',
    );
  }

  refresh(expires = 120): Promise<ExchangeResult> {
    return this.#ask('refresh', expires);
  }

  /** SUBSCRIBE with Expires: 0; the last NOTIFY follows. */
  terminate(): Promise<ExchangeResult> {
    return this.refresh(0);
  }

  readDialog(): Promise<DialogSnapshot> {
    return this.#ask('readDialog');
  }
}
