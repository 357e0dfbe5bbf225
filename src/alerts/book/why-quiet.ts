// Why an alert that fires is not told to a receiver as it happens, whatever else is told of its group:
// the first reason that applies.

import { type Severity, severities } from '../../diagnosis/finding.ts';
import type { QuietReason, Silence } from '../alert.ts';
import type { Receiver } from './book-options.ts';
import type { BookTimes, KeptAlert } from './kept-alert.ts';
import { findSilence } from './silence-list.ts';

export interface Circumstances {
  readonly nowMs: number;
  readonly silences: readonly Silence[];
  readonly times: BookTimes;
  /** When the first look goes out. */
  readonly firstLookDueAt: number;
  /** Fingerprints of what is kept from before the start and has not been found again. */
  readonly unseen: ReadonlySet<string>;
  /** When those will have ended. */
  readonly unseenUntil: number;
}

export interface Quiet {
  readonly reason: QuietReason;
  /** Milliseconds since 1970, when that may end by itself. */
  readonly until?: number | undefined;
}

/** Undefined: nothing but its group decides when it is told. */
export function whyQuiet(
  kept: KeptAlert,
  receiver: Receiver,
  circumstances: Circumstances,
): Quiet | undefined {
  return whyUnannounced(kept, circumstances) ?? whyHeld(kept, receiver, circumstances);
}

/** What holds for AMI, ARI and the log as well. */
export function whyUnannounced(
  { alert, explainedBy, explainedUntil }: KeptAlert,
  { nowMs, silences, unseen, unseenUntil }: Circumstances,
): Quiet | undefined {
  if (unseen.has(alert.fingerprint)) return { reason: 'not-seen-since-start', until: unseenUntil };
  if (explainedBy !== undefined) return { reason: 'explained' };
  if (nowMs < explainedUntil) return { reason: 'explained', until: explainedUntil };
  const silence = findSilence(silences, alert.labels, nowMs);
  return silence && { reason: 'silenced', until: silence.endsAt };
}

export function isAsGraveAs(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(least);
}

/** Info is for the digest of whoever hears of warnings as they happen. */
function isForDigest(severity: Severity, { minSeverity }: Receiver): boolean {
  return severity === 'info' && minSeverity === 'warning';
}

function whyHeld(
  { alert, digestedAt, foundAt }: KeptAlert,
  receiver: Receiver,
  { times, firstLookDueAt }: Circumstances,
): Quiet | undefined {
  const { severity } = alert.labels;
  const isDigested = isForDigest(severity, receiver);
  if (!isDigested && !isAsGraveAs(severity, receiver.minSeverity))
    return { reason: 'below-severity' };
  if (times.firstLookAt === 0 && severity !== 'critical')
    return { reason: 'held-for-first-look', until: firstLookDueAt };
  if (!isDigested) return undefined;
  return { reason: digestedAt >= foundAt && digestedAt > 0 ? 'in-digest' : 'held-for-digest' };
}
