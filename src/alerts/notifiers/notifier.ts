// What the outbox asks of a receiver's side: one attempt to tell it, and what came of that.

import type { Notification } from '../alert.ts';

/** Reasons are sentences for a person, with the next step, and never have a secret in them. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  /** It may go well later; `afterMs` where the receiver said how much later. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  /** It will not go well before a person has changed something. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface Notifier {
  /** As in Notification. */
  readonly receiver: string;
  /**
   * Ends within 20 seconds.
   *
   * @param signal farend stops: give up
   * @throws AppError SECRET_UNREADABLE
   */
  deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome>;
}

export const delivered: DeliveryOutcome = { kind: 'delivered' };
