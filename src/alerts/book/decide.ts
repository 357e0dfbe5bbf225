// Why a receiver is told no more of an alert at this moment, in one word, and until when.

import type { Decision } from '../alert.ts';
import type { AlertBookOptions, Receiver } from './book-options.ts';
import type { AlertGroup, BookState } from './book-state.ts';
import { findInterval, settledAt } from './group-outlook.ts';
import type { KeptAlert, Told } from './kept-alert.ts';
import { type Circumstances, type Quiet, whyQuiet } from './why-quiet.ts';

export function decide(
  state: BookState,
  kept: KeptAlert,
  receiver: Receiver,
  options: AlertBookOptions,
  circumstances: Circumstances,
): Decision {
  const group = state.findGroup(kept);
  const told = group?.told.get(receiver.name);
  const isTold = told !== undefined && Object.hasOwn(told.firing, kept.alert.fingerprint);
  const decision = (quiet: Quiet): Decision => ({
    receiver: receiver.name,
    reason: quiet.reason,
    isTold,
    until: quiet.until,
  });
  if (kept.alert.status === 'resolved')
    return decision(isTold ? whyNotEnded(kept, options) : { reason: 'ended' });
  const quiet = whyQuiet(kept, receiver, circumstances);
  if (quiet !== undefined) return decision(quiet);
  if (isTold)
    return decision({ reason: 'repeat-interval', until: told.toldAt + options.repeatIntervalMs });
  return decision(whyNotYet(kept, group, told, options, circumstances.nowMs));
}

function whyNotEnded(kept: KeptAlert, options: AlertBookOptions): Quiet {
  return { reason: 'settling', until: settledAt(kept, options) };
}

function whyNotYet(
  { alert, foundAt }: KeptAlert,
  group: AlertGroup | undefined,
  told: Told | undefined,
  options: AlertBookOptions,
  nowMs: number,
): Quiet {
  const waitsUntil = foundAt + options.groupWaitMs;
  if (nowMs < waitsUntil || told === undefined || group === undefined)
    return { reason: 'group-wait', until: waitsUntil };
  const isCritical = alert.labels.severity === 'critical';
  const interval = isCritical ? options.groupIntervalMs : findInterval(told, group, options);
  const reason = interval > options.groupIntervalMs ? 'busy-group' : 'group-interval';
  return { reason, until: told.toldAt + interval };
}
