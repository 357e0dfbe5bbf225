// What there is to tell one receiver of one group, and when: the intervals of Alertmanager, which grow
// for a group that is told of again and again, and an end that waits whether the trouble comes back.

import type { Severity } from '../../diagnosis/finding.ts';
import type { AlertBookOptions, Receiver } from './book-options.ts';
import type { AlertGroup } from './book-state.ts';
import type { KeptAlert, Told } from './kept-alert.ts';
import { isOfStrangers } from './make-alert.ts';
import { type Circumstances, isAsGraveAs, whyQuiet } from './why-quiet.ts';

export interface Outlook {
  readonly group: AlertGroup;
  readonly told: Told | undefined;
  /** Fire, and the receiver does not know. */
  readonly fresh: readonly KeptAlert[];
  /** The receiver knows that they fire, and no end is to be told. */
  readonly known: readonly KeptAlert[];
  /** Those of the known that are graver than was told. */
  readonly raised: readonly KeptAlert[];
  /** The receiver knows that they fire, and they have ended for good. */
  readonly ended: readonly KeptAlert[];
  /** Milliseconds since 1970; undefined: there is nothing new to tell. */
  readonly dueAt: number | undefined;
  /** When what is known is told again; undefined: never. */
  readonly repeatAt: number | undefined;
}

type News = Pick<Outlook, 'group' | 'told' | 'fresh' | 'known' | 'raised' | 'ended'>;

type List = 'fresh' | 'known' | 'raised' | 'ended' | 'repeated';

export type Intervals = Pick<
  AlertBookOptions,
  'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs'
>;

/** A busy group of phones is told of after so many intervals at the latest: an hour, if one is 5 minutes. */
const MOST_INTERVALS = 12;

export function lookAtGroup(
  group: AlertGroup,
  receiver: Receiver,
  intervals: Intervals,
  circumstances: Circumstances,
): Outlook {
  const told = group.told.get(receiver.name);
  const { nowMs } = circumstances;
  const lists: Record<List, KeptAlert[]> = {
    fresh: [],
    known: [],
    raised: [],
    ended: [],
    repeated: [],
  };
  for (const kept of group.alerts.values()) {
    const severity = told?.firing[kept.alert.fingerprint];
    const names =
      kept.alert.status === 'resolved'
        ? placeEnded(severity, isSettled(kept, intervals, nowMs))
        : placeFiring(kept, severity, whyQuiet(kept, receiver, circumstances) !== undefined);
    for (const name of names) lists[name].push(kept);
  }
  const { repeated, ...news } = lists;
  const isRepeated = told !== undefined && repeated.length > 0;
  return {
    group,
    told,
    ...news,
    dueAt: findDueTime({ group, told, ...news }, intervals, nowMs),
    repeatAt: isRepeated ? past(told.toldAt, nowMs) + intervals.repeatIntervalMs : undefined,
  };
}

function placeEnded(told: Severity | undefined, isSettled: boolean): readonly List[] {
  if (told === undefined) return [];
  return isSettled ? ['ended'] : ['known'];
}

function placeFiring(
  { alert }: KeptAlert,
  told: Severity | undefined,
  isQuiet: boolean,
): readonly List[] {
  if (told === undefined) return isQuiet ? [] : ['fresh'];
  if (isQuiet) return ['known'];
  const { severity } = alert.labels;
  const isGraver = severity !== told && isAsGraveAs(severity, told);
  return isGraver ? ['known', 'raised', 'repeated'] : ['known', 'repeated'];
}

/** When an end counts: the more often the alert came back, the later. */
export function settledAt(
  { alert, returns }: KeptAlert,
  { groupIntervalMs, repeatIntervalMs }: Intervals,
): number {
  const longest = Math.max(groupIntervalMs, repeatIntervalMs);
  return alert.endsAt + Math.min(groupIntervalMs * 2 ** returns, longest);
}

function isSettled(kept: KeptAlert, intervals: Intervals, nowMs: number): boolean {
  return nowMs >= settledAt(kept, intervals) || kept.alert.endsAt > nowMs;
}

/** A clock that was set back makes nothing wait longer. */
function past(time: number, nowMs: number): number {
  return time > nowMs ? 0 : time;
}

/** It doubles with each notification in short succession. */
export function findInterval(
  { succession }: Told,
  { groupLabels }: Pick<AlertGroup, 'groupLabels'>,
  { groupIntervalMs, repeatIntervalMs }: Intervals,
): number {
  const { alertname } = groupLabels;
  const longest = isOfStrangers(alertname)
    ? repeatIntervalMs
    : Math.min(repeatIntervalMs, groupIntervalMs * MOST_INTERVALS);
  return Math.min(groupIntervalMs * 2 ** (succession - 1), Math.max(longest, groupIntervalMs));
}

/** A group of which nothing was told for so long is no longer busy. */
export function findCalmTime(
  told: Told,
  group: Pick<AlertGroup, 'groupLabels'>,
  intervals: Intervals,
): number {
  return findInterval(told, group, intervals) + intervals.repeatIntervalMs;
}

/** When the first news is ready, and the receiver may be told of the group again. */
function findDueTime(news: News, intervals: Intervals, nowMs: number): number | undefined {
  const { group, told, fresh } = news;
  const readyAt = findReadyTime(news, intervals, nowMs);
  if (readyAt === undefined || told === undefined) return readyAt;
  const isCritical = fresh.some(({ alert }) => alert.labels.severity === 'critical');
  const interval = isCritical ? intervals.groupIntervalMs : findInterval(told, group, intervals);
  return Math.max(readyAt, past(told.toldAt, nowMs) + interval);
}

function findReadyTime(
  { fresh, raised, ended }: News,
  intervals: Intervals,
  nowMs: number,
): number | undefined {
  if (raised.length > 0) return 0;
  const times = [
    ...fresh.map(({ foundAt }) => past(foundAt, nowMs) + intervals.groupWaitMs),
    ...ended.map((kept) => past(settledAt(kept, intervals), nowMs)),
  ];
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
}
