// A phone repeats a REGISTER that was answered: the answer does not reach it.

import type { DeviceFacts } from '../facts/device-facts.ts';
import { hasTrouble, losesAnswers, refusesRport, wasHeard } from '../register-clues.ts';
import type { DeviceRule, RuleContext } from '../rule.ts';
import { adviseSetting, namePhone, tellAnswerWay, tellVia } from '../words.ts';

/** 64·T1 and a bit (RFC 3261 §17.1.2.2): who has not repeated by then has its answer. */
const REPEATS_WITHIN_MS = 40_000;

export const responseLost: DeviceRule = {
  kind: 'device',
  name: 'response-lost',
  find(facts, context) {
    const { record, registers } = facts;
    if (!hasTrouble(facts, 'answer-lost')) {
      // Each refresh succeeds first, and is repeated then.
      const isEarly = context.now - (record.wire?.lastSeen ?? 0) < REPEATS_WITHIN_MS;
      return record.trouble === undefined && isEarly ? 'unsure' : undefined;
    }
    if (!losesAnswers(facts)) return 'unsure';
    if (!wasHeard(facts)) return 'unsure';
    if (refusesRport(facts)) return undefined;
    const { statusCode = 0, since } = record.trouble ?? {};
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} does not get its answers: it repeats a REGISTER that was answered with ${statusCode || registers.answer?.statusCode}.`,
      description:
        'The REGISTERs of the phone arrive, and the way back to it is broken: a router, a firewall, or answers that go to a port where the phone is not.',
      evidence: [...record.verdict.evidence, ...tellAnswerWay(facts), ...tellVia(facts)],
      remedy: advise(facts, context),
      ...(since === undefined ? {} : { since }),
    };
  },
};

function advise(facts: DeviceFacts, context: RuleContext): string[] {
  const { record, registers } = facts;
  const { source, rport } = record.wire ?? {};
  const goesElsewhere = registers.answer !== undefined && registers.answer.sentTo !== source;
  if (!goesElsewhere || rport === 'offered')
    return [
      `See whether UDP from ${record.wire?.localSocket} to ${source} passes the firewall and the router of the phone.`,
      'Restart the router of the phone: it may have lost the way back.',
    ];
  return [
    ...(context.hasProxy ? [] : ['Set force_rport=yes for its endpoint in Asterisk.']),
    ...adviseSetting(
      facts,
      'rport',
      'Switch rport (RFC 3581) on in the SIP settings of the phone, so that answers come to where it sends from.',
    ),
  ];
}
