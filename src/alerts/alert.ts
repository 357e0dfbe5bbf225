// Alerts and notifications in the words of Alertmanager (prometheus.io, `notify` and `types`): a finding
// that is to be told is an alert; alerts of one finding at one site are a group; what one receiver is
// told of a group at one time is a notification. Plain data.

import type { FindingName, Severity } from '../diagnosis/finding.ts';

/** Labels with the value '' are left out. */
export interface AlertLabels {
  readonly alertname: FindingName | 'test';
  readonly severity: Severity;
  readonly endpoint?: string;
  readonly aor?: string;
  readonly site?: string;
  readonly make?: string;
  readonly asterisk?: string;
  /** The real public address, where no endpoint is meant. */
  readonly address?: string;
}

/** By which alerts may be silenced. */
export const silenceLabels = [
  'alertname',
  'severity',
  'endpoint',
  'aor',
  'site',
  'make',
  'asterisk',
  'address',
] as const satisfies readonly (keyof AlertLabels)[];

export interface AlertAnnotations {
  readonly summary: string;
  readonly description: string;
  /** Lines, separated by LF. */
  readonly evidence: string;
  readonly remedy: string;
  readonly runbook_url: string;
}

export interface Alert {
  /** 16 hex digits, the same for the same finding about the same subject. */
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: AlertLabels;
  readonly annotations: AlertAnnotations;
  /** Milliseconds since 1970; `endsAt` 0 while it fires. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Why a receiver is told now. */
export type NotifyReason =
  | 'first-notification'
  | 'new-alerts'
  | 'severity-raised'
  | 'some-resolved'
  | 'all-resolved'
  | 'repeat-interval-elapsed'
  | 'first-look'
  | 'daily-digest'
  | 'test';

/** Why a receiver is not told of an alert now: the first that applies. */
export const quietReasons = [
  /** It ended; who was told that it fires was told that, too. */
  'ended',
  /** Farend was restarted, and the finding has not been seen again yet. */
  'not-seen-since-start',
  /** Another finding explains it, or did until a moment ago. */
  'explained',
  'silenced',
  'below-severity',
  'held-for-digest',
  /** It was in a digest. */
  'in-digest',
  'held-for-first-look',
  'group-wait',
  /** Its group was told of a moment ago. */
  'group-interval',
  /** Its group was told of again and again: the intervals grow. */
  'busy-group',
  /** It ended a moment ago, and may come back. */
  'settling',
  /** It was told, and will be again when this time has passed. */
  'repeat-interval',
] as const;

export type QuietReason = (typeof quietReasons)[number];

/** What a receiver knows of an alert, and why it is not told more now. */
export interface Decision {
  readonly receiver: string;
  readonly reason: QuietReason;
  /** The receiver was told that it fires, and not yet that it ended. */
  readonly isTold: boolean;
  /** Milliseconds since 1970, when that changes by itself; undefined where time alone changes nothing. */
  readonly until: number | undefined;
}

/** What one receiver is told at one time. */
export interface Notification {
  /** Unique, the same when it is made again from the same state: the key for deduplication. */
  readonly id: string;
  /** `slack`, `webhook-1` … in the order of the file. */
  readonly receiver: string;
  readonly reason: NotifyReason;
  /**
   * The same for all notifications of one group: `{alertname="unreachable", site="Leeds"}`. `{}` for a
   * collection out of several groups (first look, digest, reminder, many groups at once): each is a
   * message of its own, and no group that has a message of its own ends in one.
   */
  readonly groupKey: string;
  /** Empty for a collection. */
  readonly groupLabels: Readonly<Record<string, string>>;
  /** Resolved when none of the alerts fires any more. */
  readonly status: 'firing' | 'resolved';
  /** Firing ones first, the gravest first; bounded. */
  readonly alerts: readonly Alert[];
  /** How many are left out. */
  readonly truncatedAlerts: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * An alert began, became graver or less grave, or ended: told at once to AMI, ARI and the log, unless it
 * is silenced or explained. What was told to begin is told to end.
 */
export interface AlertChange {
  readonly alert: Alert;
}

/** Alerts whose labels match all matchers are not told until `endsAt`. */
export interface Silence {
  readonly id: string;
  /** Label → value, `*` matches any text in it. */
  readonly matchers: Readonly<Record<string, string>>;
  readonly comment: string;
  readonly createdAt: number;
  readonly endsAt: number;
}
