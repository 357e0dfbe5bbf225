// What the alert book is told at its start: who is to be told, from which severity on, and how often.

import type { Severity } from '../../diagnosis/finding.ts';

export interface Receiver {
  /** `slack`, `webhook-1` …: unique. */
  readonly name: string;
  /** What is less grave is not told as it happens; info goes into the daily digest of a `warning` one. */
  readonly minSeverity: Severity;
}

export interface AlertBookOptions {
  readonly receivers: readonly Receiver[];
  /** A new group waits so long for more of its kind. */
  readonly groupWaitMs: number;
  /** A group is told of anew after that time at the earliest. */
  readonly groupIntervalMs: number;
  /** What still fires is told again after that time. */
  readonly repeatIntervalMs: number;
  /** After the first start ever, so long is only what is critical told at once. 0: no first look. */
  readonly learnForMs: number;
  /** The address of the page on findings. */
  readonly runbookBase: string;
}

/** A kept alert whose finding is not seen again so long after a start has ended meanwhile. */
export const RELEARN_MS = 15 * 60_000;
