// What the alert book keeps, over a restart too: alerts, which receiver was told what of each group,
// silences, and the times of the first look and the last digest. Plain data.

import type { Finding, FindingName, Severity } from '../../diagnosis/finding.ts';
import type { Alert, Silence } from '../alert.ts';

export interface KeptAlert {
  readonly alert: Alert;
  /** What it tells of, as it was heard last. */
  readonly finding: Finding;
  /** The group that it belongs to for as long as a receiver knows of it. */
  readonly groupKey: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly explainedBy: FindingName | undefined;
  /** Milliseconds since 1970, when the book heard of it, or of its greater severity. */
  readonly foundAt: number;
  /** Until then it still counts as explained: phones come back one after another. */
  readonly explainedUntil: number;
  /** How often it came back soon after it had ended. */
  readonly returns: number;
  /** The severity with which AMI, ARI and the log were told of it; undefined: not told, or told that it ended. */
  readonly announced: Severity | undefined;
  /** When it was in a digest or a first look as info; 0 never. */
  readonly digestedAt: number;
}

/** What one receiver was told of one group. */
export interface Told {
  readonly groupKey: string;
  readonly receiver: string;
  /** Milliseconds since 1970. */
  readonly toldAt: number;
  /** Notifications in short succession, the last one counted; repetitions are not. */
  readonly succession: number;
  /** The last one was a collection out of several groups: the group has no message of its own. */
  readonly isCollected: boolean;
  /** Fingerprint → severity of what was told to fire, and not yet to have ended. */
  readonly firing: Readonly<Record<string, Severity>>;
}

/** Milliseconds since 1970; 0 not yet. */
export interface BookTimes {
  readonly firstStartAt: number;
  /** When the first look went out, or was not needed. */
  readonly firstLookAt: number;
  readonly lastDigestAt: number;
}

export interface AlertState {
  readonly alerts: Iterable<KeptAlert>;
  readonly told: Iterable<Told>;
  readonly silences: Iterable<Silence>;
  readonly times: BookTimes;
}

export const emptyState: AlertState = {
  alerts: [],
  told: [],
  silences: [],
  times: { firstStartAt: 0, firstLookAt: 0, lastDigestAt: 0 },
};
