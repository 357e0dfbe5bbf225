// What one receiver is told at one time: each group that is due by itself; many at once, and
// repetitions, as one collection.

import type { Notification } from '../alert.ts';
import type { AlertBookOptions, Receiver } from './book-options.ts';
import type { BookState } from './book-state.ts';
import { lookAtGroup, type Outlook } from './group-outlook.ts';
import { isCollectable, tellGroup, tellTogether } from './tell-groups.ts';
import type { Circumstances } from './why-quiet.ts';

/** So many groups with news at about the same time are one message. */
const MANY_GROUPS = 4;

export function tellReceiver(
  state: BookState,
  receiver: Receiver,
  options: AlertBookOptions,
  circumstances: Circumstances,
): Notification[] {
  const { nowMs } = circumstances;
  const outlooks: Outlook[] = [];
  for (const group of state.groups)
    outlooks.push(lookAtGroup(group, receiver, options, circumstances));
  const telling = { ...options, receiver: receiver.name, nowMs };

  const due = outlooks.filter((outlook) => isDueAt(outlook, nowMs));
  const many = findMany(outlooks, due, nowMs + options.groupWaitMs);
  const single = due.filter((outlook) => !many.includes(outlook));
  const repeated = findRepeated(outlooks, [...many, ...single], nowMs, options.repeatIntervalMs);

  const notifications = single.map((outlook) => tellGroup(state, outlook, telling));
  for (const collected of [many, repeated]) {
    const [only] = collected;
    if (collected.length === 1 && only) notifications.push(tellGroup(state, only, telling));
    else if (collected.length > 1) notifications.push(tellTogether(state, collected, telling));
  }
  return notifications;
}

function isDueAt({ dueAt }: Outlook, time: number): boolean {
  return dueAt !== undefined && dueAt <= time;
}

function findMany(
  outlooks: readonly Outlook[],
  due: readonly Outlook[],
  soonMs: number,
): readonly Outlook[] {
  if (!due.some(isCollectable)) return [];
  const many = outlooks.filter((outlook) => isDueAt(outlook, soonMs) && isCollectable(outlook));
  return many.length < MANY_GROUPS ? [] : many;
}

/** When one is repeated, so is what would be before half of the interval is over again. */
function findRepeated(
  outlooks: readonly Outlook[],
  told: readonly Outlook[],
  nowMs: number,
  repeatIntervalMs: number,
): readonly Outlook[] {
  const repeatable = outlooks.filter(
    (outlook) =>
      outlook.dueAt === undefined && outlook.repeatAt !== undefined && !told.includes(outlook),
  );
  const isDue = repeatable.some(({ repeatAt = 0 }) => repeatAt <= nowMs);
  const soonMs = nowMs + repeatIntervalMs / 2;
  return isDue ? repeatable.filter(({ repeatAt = 0 }) => repeatAt <= soonMs) : [];
}
