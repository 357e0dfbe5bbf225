// A phone listens on another port than it sends from: answers to where it sends from are lost.

import { formatTime } from '../../correlation/plain-words.ts';
import type { DeviceFacts } from '../facts/device-facts.ts';
import { listensElsewhere } from '../register-clues.ts';
import type { DeviceRule, RuleContext } from '../rule.ts';
import { adviseSetting, namePhone, tellAnswerWay, tellVia } from '../words.ts';

/** While it goes on there is a notice a minute. */
const NOTICE_COUNTS_MS = 600_000;

export const asymmetricSignalling: DeviceRule = {
  kind: 'device',
  name: 'asymmetric-signalling',
  find(facts, context) {
    const clue = findClue(facts, context);
    if (clue === undefined || clue === 'unsure') return clue;
    const { aor, wire } = facts.record;
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} listens on another port than it sends from.`,
      description:
        'Answers and calls go to where a phone sends from, since a router lets them through only there. This phone waits for them elsewhere; farend serves it so once it has learned that, and forgets it when it restarts.',
      evidence: [clue, ...tellAnswerWay(facts), ...tellVia(facts)],
      remedy: [
        ...adviseSetting(
          facts,
          'rport',
          'Let the phone send from the port that it listens on (symmetric signalling, one local SIP port).',
        ),
        `Or exempt it for good, in farend.yaml: proxy: exempt: [{ endpoint: '${aor}' }]`,
        `If a firewall stands before ${wire?.source}: let it pass UDP both ways.`,
      ],
    };
  },
};

function findClue(facts: DeviceFacts, { now }: RuleContext): string | 'unsure' | undefined {
  const { record, notices } = facts;
  if (record.wire?.rport === 'exempt') {
    const learned = notices?.get('exempt-learned');
    const givenUp = notices?.get('exempt-given-up')?.time ?? 0;
    // One that the configuration exempts looks the same, but for the notice.
    if (learned === undefined) return 'unsure';
    return learned.time > givenUp
      ? `farend learned at ${formatTime(learned.time)} that it takes answers at the port of its Via`
      : undefined;
  }
  if (listensElsewhere(facts))
    return 'it is at the address in its Via, sends from another port than stands there, and does not get answers at that one';
  const elsewhere = notices?.get('answer-from-elsewhere');
  return elsewhere !== undefined && now - elsewhere.time <= NOTICE_COUNTS_MS
    ? `it answered ${elsewhere.count} requests from another port than it was asked at, the latest at ${formatTime(elsewhere.time)}`
    : undefined;
}
