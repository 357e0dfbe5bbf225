// The first look: what was found in the first time after the first start ever, and is still there, goes
// out as one message to each receiver. What is critical was told at once.

import type { Notification } from '../alert.ts';
import type { AlertBookOptions, Receiver } from './book-options.ts';
import type { BookState } from './book-state.ts';
import { noteDigested } from './daily-digest.ts';
import { lookAtGroup, type Outlook } from './group-outlook.ts';
import type { KeptAlert } from './kept-alert.ts';
import { tellCollection } from './tell-groups.ts';
import { type Circumstances, whyQuiet } from './why-quiet.ts';

/** @param circumstances with a `firstLookAt`: nothing is held for it any more */
export function tellFirstLook(
  state: BookState,
  options: AlertBookOptions,
  circumstances: Circumstances,
): Notification[] {
  const notifications = options.receivers.flatMap((receiver) => {
    const outlooks = lookAtGroups(state, receiver, options, circumstances);
    const info = [...state.alerts].filter((kept) => isInfo(kept, receiver, circumstances));
    if (outlooks.length + info.length === 0) return [];
    const telling = { ...options, receiver: receiver.name, nowMs: circumstances.nowMs };
    return [tellCollection(state, outlooks, telling, 'first-look', info)];
  });
  noteDigested(state, state.alerts, circumstances.nowMs);
  return notifications;
}

/** Only what is new to the receiver and not critical. */
function lookAtGroups(
  state: BookState,
  receiver: Receiver,
  options: AlertBookOptions,
  circumstances: Circumstances,
): Outlook[] {
  return [...state.groups].flatMap((group) => {
    const outlook = lookAtGroup(group, receiver, options, circumstances);
    const fresh = outlook.fresh.filter(({ alert }) => alert.labels.severity !== 'critical');
    return fresh.length === 0 ? [] : [{ ...outlook, fresh, known: [], raised: [], ended: [] }];
  });
}

function isInfo(kept: KeptAlert, receiver: Receiver, circumstances: Circumstances): boolean {
  const isFiring = kept.alert.status === 'firing';
  return isFiring && whyQuiet(kept, receiver, circumstances)?.reason === 'held-for-digest';
}
