// A phone that never answers a challenge: it begins anew, without credentials, again and again.

import { hasTrouble } from '../register-clues.ts';
import type { DeviceRule } from '../rule.ts';
import { namePhone, tellAnswerWay, tellChallenge } from '../words.ts';

export const authLoop: DeviceRule = {
  kind: 'device',
  name: 'auth-loop',
  find(facts) {
    const { record, registers } = facts;
    const { trouble, verdict } = record;
    if (trouble === undefined || !hasTrouble(facts, 'challenge-loop')) return undefined;
    const asked = registers.challenge?.asks ?? [];
    const isNew = asked.length > 0 && asked.every(({ algorithm }) => isModern(algorithm));
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} never answers the challenge: ${trouble.count} REGISTERs without credentials since it registered last.`,
      description:
        'Asterisk asks for a password (401), and the phone sends a new REGISTER without one instead of repeating the old. It ignores the challenge, because it has no password or cannot do what is asked, or the challenge is lost on its way.',
      evidence: [...verdict.evidence, ...tellChallenge(facts), ...tellAnswerWay(facts)],
      remedy: [
        ...(isNew
          ? [
              'The phone may not know this algorithm: let Asterisk ask for MD5 as well (supported_algorithms_uas).',
            ]
          : []),
        'See that the account on the phone has a password and an authentication name.',
        `If it has: look at the phone whether the 401 arrives (farend explain, on a capture from there).`,
      ],
      since: trouble.since,
    };
  },
};

/** RFC 8760: what phones of before 2020 do not know. */
function isModern(algorithm: string): boolean {
  return /^sha/i.test(algorithm);
}
