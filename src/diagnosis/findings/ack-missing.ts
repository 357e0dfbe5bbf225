// The 2xx to an INVITE comes again and again and no ACK follows: the call is heard, and ends after 32 s.

import { formatTime } from '../../correlation/plain-words.ts';
import type { AckMissing } from '../../observation/dialog-observation.ts';
import { hasGoodCallSince } from '../facts/dialog-facts.ts';
import type { DeviceRule } from '../rule.ts';
import { adviseSetting, namePhone } from '../words.ts';

/** Phones make few calls: what was wrong in the last one is thought wrong for an hour. */
const COUNTS_MS = 3_600_000;
/** 64·T1 (RFC 3261 §13.3.1.4): a call that lasts longer had its ACK. */
const GIVEN_UP_MS = 32_000;

export const ackMissing: DeviceRule = {
  kind: 'device',
  name: 'ack-missing',
  find(facts, context) {
    const { calls } = facts;
    const missing = calls?.ackMissing;
    if (calls === undefined || missing === undefined) return undefined;
    const { latest, count, since } = missing;
    if (context.now - latest.time > COUNTS_MS) return undefined;
    if (hasGoodCallSince(calls, latest.time, GIVEN_UP_MS + 1_000)) return undefined;
    return {
      severity: 'warning',
      since,
      summary: `${namePhone(facts)} loses its calls after 32 s: the ACK does not arrive.`,
      description:
        'Who answers a call repeats its 200 until an ACK comes, and hangs up after 32 s without one (RFC 3261 §13.3.1.4). Until then both sides may hear each other.',
      evidence: [
        describe(latest),
        ...(count === 1 ? [] : [`so it was in ${count} calls since ${formatTime(since)}`]),
      ],
      remedy:
        latest.answeredBy === 'asterisk'
          ? [
              'Switch SIP ALG off in the router of the phone: it may change the Contact or the Record-Route to which the ACK goes.',
              ...adviseSetting(
                facts,
                'nat',
                'See whether the phone sends its ACK to where its call was answered from; an outbound proxy set to farend helps.',
              ),
            ]
          : [
              'Switch SIP ALG off in the router of the phone: the Contact in its 200 may have been changed.',
              'See whether Asterisk is set to rewrite_contact=yes for the endpoint, so that its ACK goes to where the phone is.',
            ],
    };
  },
};

function describe({ time, answeredBy, answeredTo, repeats, source }: AckMissing): string {
  const who = answeredBy === 'asterisk' ? 'Asterisk' : `the phone at ${source}`;
  return `at ${formatTime(time)} ${who} had sent its 200 to ${answeredTo} ${repeats} times more, and no ACK had come`;
}
