// What becomes of alerts, for the answers: which fire, who is told of them and why not, what waits to be
// delivered; and what people may do about it.

import type { Silence } from '../alerts/alert.ts';
import type { AlertView } from '../alerts/alert-book.ts';
import type { OutboxEntry } from '../alerts/outbox/outbox-entry.ts';
import type { Severity } from '../diagnosis/finding.ts';

export interface AlertsView {
  /** What fires, and what ended lately. */
  alerts(): Iterable<AlertView>;
  silences(): readonly Silence[];
  /** Kept when it returns. @returns undefined: there are too many already */
  silence(wish: SilenceRequest): Silence | undefined;
  /** @returns whether there was one */
  endSilence(id: string): boolean;
  /** In the order of the file. */
  receivers(): readonly ReceiverSummary[];
  /** What waits to be delivered, and what is not tried again unless a person says so. */
  undelivered(): readonly OutboxEntry[];
  /** Delivers what was given up after all. @returns false when there is none with that id */
  retry(id: string): boolean;
  /** Sends a test to each receiver, in their order, and waits for what comes of it. Never rejects. */
  sendTest(): Promise<readonly TestResult[]>;
}

export interface SilenceRequest {
  /** Label → value, `*` matches any text in it. */
  readonly matchers: Readonly<Record<string, string>>;
  readonly comment: string;
  readonly forMs: number;
}

export interface ReceiverSummary {
  readonly receiver: string;
  readonly minSeverity: Severity;
  readonly waiting: number;
  readonly dead: number;
  /** Given up because too many waited. */
  readonly dropped: number;
  /** Milliseconds since 1970; 0 when none waits. */
  readonly oldestWaitingAt: number;
}

export interface TestResult {
  readonly receiver: string;
  readonly isDelivered: boolean;
  /** A sentence with the next step; '' when it was delivered. */
  readonly reason: string;
}
