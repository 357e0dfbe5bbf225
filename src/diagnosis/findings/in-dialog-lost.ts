// Requests within a phone's calls get no answer; or its calls all end at the same length, by the other
// side, which is what a request that was lost in them leads to.

import { formatSeconds, formatTime } from '../../correlation/plain-words.ts';
import { findEqualLengths } from '../equal-lengths.ts';
import type { DeviceFacts } from '../facts/device-facts.ts';
import type { DeviceRule, Found, RuleContext } from '../rule.ts';
import { wasThere } from '../was-there.ts';
import { adviseSetting, namePhone } from '../words.ts';

/** Phones make few calls: what was wrong in the last one is thought wrong for an hour. */
const COUNTS_MS = 3_600_000;
/** By then Asterisk has asked whether the phone is there at all: it does so once a minute as a rule. */
const CERTAIN_AFTER_MS = 90_000;
/** 64·T1 (RFC 3261 §17.1.2.2): the request was sent first that long before it was given up. */
const GIVEN_UP_MS = 32_000;
const METHODS: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'BYE']);

const description =
  'During a call the phone or Asterisk asks again: to hold it, to say that it is still there, to hang up. When such a request is lost the call breaks off, or is never ended.';

export const inDialogLost: DeviceRule = {
  kind: 'device',
  name: 'in-dialog-lost',
  find(facts, context) {
    return findUnanswered(facts, context) ?? findSameLength(facts, context);
  },
};

function findUnanswered(facts: DeviceFacts, context: RuleContext): Found {
  const { record, calls } = facts;
  if (calls?.unanswered === undefined) return undefined;
  const { latest, count, since } = calls.unanswered;
  const { time, method, isInDialog, sentBy, repeats, source, producer } = latest;
  if (!isInDialog || !METHODS.has(method) || context.now - time > COUNTS_MS) return undefined;
  // After a capture file nothing comes that could say more.
  if (producer !== 'capture') {
    if (context.now - time < CERTAIN_AFTER_MS) return undefined;
    if (!wasThere(record, time - GIVEN_UP_MS)) return undefined;
  }
  const isFromPhone = sentBy === 'phone';
  return {
    severity: 'warning',
    since,
    summary: isFromPhone
      ? `${namePhone(facts)} got no answer to its ${method} within a call.`
      : `${namePhone(facts)} did not answer a ${method} within a call.`,
    description,
    evidence: [
      `${method} ${isFromPhone ? `from ${source}` : `to ${source}`} came ${repeats} times more and had no answer until ${formatTime(time)}`,
      ...(count === 1 ? [] : [`so it was in ${count} calls since ${formatTime(since)}`]),
    ],
    remedy: advise(facts),
  };
}

function findSameLength(facts: DeviceFacts, context: RuleContext): Found {
  const calls = facts.calls?.ended ?? [];
  const equal = findEqualLengths(calls);
  const lastAt = calls.at(-1)?.time ?? 0;
  if (equal === undefined || context.now - lastAt > COUNTS_MS) return undefined;
  const { lengthMs, calls: ended } = equal;
  return {
    severity: 'warning',
    since: ended[0]?.time ?? lastAt,
    summary: `${namePhone(facts)} lost its last ${ended.length} calls after ${formatSeconds(lengthMs)}.`,
    description: `${description} Calls that all end at the same length, by the other side, ran into a timer.`,
    evidence: ended.map(
      ({ time, lengthMs: length, endedBy }) =>
        `a call ended at ${formatTime(time)} after ${(length / 1_000).toFixed(1)} s, by ${endedBy === 'phone' ? 'the phone' : 'the other side'}`,
    ),
    remedy: [
      'Look whether session timers are at work (timers, timers_sess_expires of the endpoint): their refresh is lost. timers=no leaves them out.',
      ...advise(facts),
    ],
  };
}

function advise(facts: DeviceFacts): string[] {
  return [
    'Switch SIP ALG off in the router of the phone: it changes the addresses to which such requests go.',
    ...adviseSetting(
      facts,
      'keep-alive',
      'Switch keep-alive on in the SIP settings of the phone, every 20 to 30 s: its router may close the way during a call.',
    ),
  ];
}
